// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.JavascriptExecutor;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.vc4lab.build.host.TestPackages;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.lab.audio.Waveform;
import org.vc4lab.lab.evidence.EvidenceFile;
import org.vc4lab.matrix.MatrixFixtures;
import org.vc4lab.matrix.NightlyComparison;
import org.vc4lab.matrix.TrialFiles;
import org.vc4lab.matrix.TrialRecord;
import org.vc4lab.report.HtmlReport.TrialArtifacts;
import org.vc4lab.trace.CallFixtures;

/** The site in a real browser; its screenshots stay in target/screenshots. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HtmlReportBrowserIT {
    private static final Dimension DESKTOP = new Dimension(1280, 900);
    private static final Dimension PHONE = new Dimension(390, 844);
    private static final Path SHOTS = MatrixFixtures.HOME.resolve("orchestrator/target/screenshots");
    /** Lines of the log before those of the real one, so that the report is out of sight at first. */
    private static final int BEFORE = 113;

    private static final String FAILED = "5.10.223/armv7l-lockdep/hw-params/storm/slow-packet";

    @TempDir
    static Path folder;

    private Optional<ChromeDriver> browser = Optional.empty();

    @BeforeAll
    void open() throws Exception {
        TestPackages.install(MatrixFixtures.HOME, new ProcessRunner());
        write(MatrixFixtures.secondNight(folder.resolve("history")));
        ChromeOptions options = new ChromeOptions();
        options.setBinary("/usr/bin/chromium");
        options.addArguments(
                "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars");
        options.addArguments("--user-data-dir=" + folder.resolve("profile"));
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(Path.of("/usr/bin/chromedriver").toFile())
                .build();
        browser = Optional.of(new ChromeDriver(service, options));
        Files.createDirectories(SHOTS);
    }

    @AfterAll
    void close() {
        browser.ifPresent(ChromeDriver::quit);
    }

    /** With the console of a real trial for each. */
    private void write(NightlyComparison comparison) throws IOException {
        HtmlReport htmlReport = new HtmlReport(comparison, folder.resolve("trials"));
        Files.createDirectories(folder.resolve("trials"));
        List<String> console;
        try (var log = Objects.requireNonNull(EvidenceFile.class.getResourceAsStream("base-prompt.log"))) {
            List<String> lines = new ArrayList<>();
            for (int i = 1; i <= BEFORE; i++) {
                lines.add("[    0.000000] a long boot, line " + i);
            }
            lines.addAll(List.of(new String(log.readAllBytes(), StandardCharsets.ISO_8859_1).split("\n", -1)));
            console = lines;
        }
        for (TrialRecord trial : comparison.document().results()) {
            TrialArtifacts artifacts = new TrialArtifacts(
                    console, Optional.of(sound()), Optional.empty(), Optional.of(CallFixtures.manyCalls()));
            Path page = folder.resolve("trials").resolve(TrialFiles.nameOf(trial.id()) + ".html");
            try (Writer out = Files.newBufferedWriter(page)) {
                htmlReport.writeTrial(trial, artifacts, out);
            }
        }
        try (Writer out = Files.newBufferedWriter(folder.resolve("index.html"))) {
            htmlReport.writeIndex(out);
        }
    }

    private static Waveform.SoundComparison sound() {
        List<Integer> low = new ArrayList<>();
        List<Integer> high = new ArrayList<>();
        for (int i = 0; i < 480; i++) {
            int sample = (int) (16000 * Math.sin(i / 24.0));
            low.add(sample - 900);
            high.add(sample + 900);
        }
        Waveform wave = new Waveform(2, low, high);
        Waveform.Sound sound = new Waveform.Sound(wave, wave);
        return new Waveform.SoundComparison(sound, Optional.of(sound));
    }

    private ChromeDriver browser() {
        return browser.orElseThrow();
    }

    @BeforeEach
    void openTheFirstPage() {
        browser().manage().window().setSize(DESKTOP);
        load(folder.resolve("index.html").toUri().toString());
    }

    /**
     * Loads a page anew. The driver's own reload now and then waits for a page that the browser has put aside, until
     * its limit of five minutes.
     */
    private void load(String address) {
        browser().get("about:blank");
        browser().get(address);
    }

    private void reload() {
        load(String.valueOf(browser().getCurrentUrl()));
    }

    private void takeScreenshot(String name) throws IOException {
        Files.write(SHOTS.resolve(name + ".png"), browser().getScreenshotAs(OutputType.BYTES));
    }

    private List<String> shownTrials() {
        return browser().findElements(By.cssSelector(".cell")).stream()
                .filter(WebElement::isDisplayed)
                .map(cell -> String.valueOf(cell.getDomAttribute("data-id")))
                .toList();
    }

    private WebElement find(String selector) {
        return browser().findElement(By.cssSelector(selector));
    }

    @Test
    void theFirstPageShowsTheMatrixAndWhatChanged() throws Exception {
        takeScreenshot("index");
        assertThat(browser().getTitle()).startsWith("nightly:");
        assertThat(shownTrials()).hasSize(MatrixFixtures.SECOND_NIGHT_TRIALS);
        assertThat(find("#changes").getText())
                .contains("1 NEW")
                .contains(FAILED)
                .contains("1 FIXED");
        assertThat(errors()).isEmpty();
    }

    @Test
    void aFilterShowsOnlyMatchingTrials() throws Exception {
        find("#filter").sendKeys("arm64 hw-params");
        assertThat(shownTrials()).isNotEmpty().allMatch(id -> id.contains("arm64") && id.contains("hw-params"));
        assertThat(find("#shown").getText()).matches("\\d+ of " + MatrixFixtures.SECOND_NIGHT_TRIALS);
        takeScreenshot("filtered");
        reload();
        assertThat(shownTrials()).as("the address keeps the filter").allMatch(id -> id.contains("arm64"));
        find("#filter").sendKeys(Keys.ESCAPE);
        find("button[data-only=unexpected]").click();
        assertThat(shownTrials()).containsExactly(FAILED);
    }

    @Test
    void theKeyboardAloneLeadsFromAFailureToItsLine() throws Exception {
        find("body").sendKeys("/");
        browser().switchTo().activeElement().sendKeys("storm slow hw-params armv7l");
        browser().switchTo().activeElement().sendKeys(Keys.ARROW_DOWN);
        assertThat(browser().switchTo().activeElement().getDomAttribute("data-id"))
                .isEqualTo(FAILED);
        browser().switchTo().activeElement().sendKeys(Keys.ENTER);

        assertThat(find("h1").getText()).isEqualTo(FAILED);
        assertThat(find("#verdict").getText())
                .contains("not as expected: CLEAN")
                .contains("NEW");
        takeScreenshot("trial");
        WebElement link = find("#reports a.to-line");
        link.sendKeys(Keys.ENTER);

        assertThat(browser().getCurrentUrl()).endsWith("#L119");
        WebElement line = find("#L119");
        assertThat(line.getText()).contains("BUG: sleeping function called from invalid context");
        assertThat(line.getDomAttribute("class")).isEqualTo("r");
        assertThat(inView(line)).isTrue();
        takeScreenshot("line");
        assertThat(find("#past").getText()).contains("CLEAN");
    }

    @Test
    void arrowsMoveBetweenTrials() {
        WebElement first = find(".cell");
        first.sendKeys(Keys.ARROW_RIGHT);
        String right = String.valueOf(browser().switchTo().activeElement().getDomAttribute("data-id"));
        assertThat(right).isEqualTo("5.10.223/armv7l-lockdep/hw-params/play/prompt");
        browser().switchTo().activeElement().sendKeys(Keys.ARROW_DOWN);
        assertThat(browser().switchTo().activeElement().getDomAttribute("data-id"))
                .isEqualTo("5.10.223/armv7l-lockdep/hw-params/play/slow-packet");
    }

    @Test
    void aPhoneNeedsNoSidewaysScrolling() throws Exception {
        browser()
                .executeCdpCommand(
                        "Emulation.setDeviceMetricsOverride",
                        Map.of(
                                "width",
                                PHONE.getWidth(),
                                "height",
                                PHONE.getHeight(),
                                "deviceScaleFactor",
                                2,
                                "mobile",
                                true));
        try {
            reload();
            takeScreenshot("phone");
            assertThat(overflow()).isZero();
            find("a[data-id='" + FAILED + "']").click();
            assertThat(find("h1").getText()).isEqualTo(FAILED);
            takeScreenshot("phone-trial");
            assertThat(overflow()).isZero();
        } finally {
            browser().executeCdpCommand("Emulation.clearDeviceMetricsOverride", Map.of());
        }
    }

    @Test
    void whatLedToAReportIsAPictureThatEndsAtIt() throws Exception {
        load(folder.resolve("trials")
                .resolve(TrialFiles.nameOf(FAILED) + ".html")
                .toUri()
                .toString());
        assertThat(find("#reports code.command").getText())
                .isEqualTo("./vc4lab gdb --case=squeak --kernel=5.10.223 --config=armv7l-lockdep"
                        + " --candidate=hw-params --scenario=storm --profile=slow-packet");
        WebElement timeline = find(".timeline");
        scrollTo(timeline);
        takeScreenshot("calls");
        assertThat(browser().findElements(By.cssSelector("svg.calls svg.bar"))).hasSize(200 + 2);
        assertThat(browser().findElements(By.cssSelector("svg.calls .lane"))).hasSize(4);
        assertThat(browser().findElements(By.cssSelector(".legend span")))
                .extracting(WebElement::getText)
                .containsExactly("task", "task, interrupts off", "softirq", "hardirq", "spinlock held");
        WebElement report = find("svg.calls text.report");
        assertThat(report.getText()).isEqualTo("___might_sleep on CPU 2");
        assertThat(isWithin(report, timeline))
                .as("the report is in sight at first")
                .isTrue();
        assertThat(isWithin(find("svg.calls svg.bar"), timeline))
                .as("the first call is not")
                .isFalse();
        assertThat(timeline.getDomProperty("scrollWidth"))
                .satisfies(width -> assertThat(Integer.parseInt(width)).isGreaterThan(DESKTOP.getWidth()));
        WebElement text = find("figure details");
        assertThat(text.getText()).doesNotContain("CPU3");
        text.findElement(By.cssSelector("summary")).click();
        assertThat(text.findElement(By.cssSelector("pre")).getText().lines()).hasSize(200);
        assertThat(errors()).isEmpty();
    }

    private void scrollTo(WebElement element) {
        ((JavascriptExecutor) browser()).executeScript("arguments[0].scrollIntoView({block: 'center'})", element);
    }

    private boolean isWithin(WebElement element, WebElement frame) {
        return Boolean.TRUE.equals(((JavascriptExecutor) browser())
                .executeScript(
                        "const a = arguments[0].getBoundingClientRect(), b = arguments[1].getBoundingClientRect();"
                                + " return a.left >= b.left && a.right <= b.right",
                        element,
                        frame));
    }

    private long overflow() {
        return ((Number) Objects.requireNonNull(((JavascriptExecutor) browser())
                        .executeScript("return document.documentElement.scrollWidth - window.innerWidth")))
                .longValue();
    }

    private boolean inView(WebElement element) {
        return Boolean.TRUE.equals(((JavascriptExecutor) browser())
                .executeScript(
                        "const b = arguments[0].getBoundingClientRect(); return b.top >= 0 && b.bottom <= innerHeight",
                        element));
    }

    private List<String> errors() {
        return browser().manage().logs().get("browser").getAll().stream()
                .map(Object::toString)
                .toList();
    }
}
