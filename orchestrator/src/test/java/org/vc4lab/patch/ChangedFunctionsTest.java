// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.patch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Which C functions a diff changes. */
class ChangedFunctionsTest {
    private static String diff(String... hunk) {
        return "--- a/driver.c\n+++ b/driver.c\n" + String.join("\n", hunk) + "\n";
    }

    @Test
    void theHeaderNamesTheFunctionThatAHunkBeginsIn() {
        assertThat(ChangedFunctions.in(diff(
                        "@@ -10,3 +10,4 @@ static int driver_stop(struct driver *driver,",
                        " \tlock(driver);",
                        "+\tdriver->stopped = true;",
                        " \tunlock(driver);",
                        " \treturn 0;")))
                .containsExactly("driver_stop");
    }

    @Test
    void aHunkMayReachIntoTheNextFunction() {
        assertThat(ChangedFunctions.in(diff(
                        "@@ -10,6 +10,7 @@ int driver_stop(struct driver *driver)",
                        " \treturn 0;",
                        " }",
                        " ",
                        " static struct work *driver_flush(struct driver *driver)",
                        " {",
                        "+\twait(driver);",
                        " \treturn driver->work;")))
                .containsExactly("driver_flush");
    }

    @Test
    void betweenFunctionsThereIsNone() {
        assertThat(ChangedFunctions.in(diff(
                        "@@ -10,7 +10,9 @@ int driver_stop(struct driver *driver)",
                        " \treturn 0;",
                        " }",
                        "+static int driver_flush(struct driver *driver);",
                        " ",
                        " struct driver {",
                        "+\tbool stopped;",
                        " \tint number;",
                        " };",
                        " ")))
                .isEmpty();
    }

    @Test
    void callsLabelsAndOtherTextAreNoDefinitions() {
        assertThat(ChangedFunctions.in(diff(
                        "@@ -10,3 +10,4 @@ static void driver_stop(void)",
                        " err_free:",
                        "-\tkfree(driver);",
                        "+\tkfree_sensitive(driver);",
                        "+\tdriver_log(\"stopped\");",
                        " }")))
                .containsExactly("driver_stop");
        assertThat(ChangedFunctions.in("Not a diff (of anything)\n")).isEmpty();
    }

    @Test
    void aDefinitionThatIsAddedCounts() {
        assertThat(ChangedFunctions.in(diff(
                        "@@ -10,0 +11,4 @@ MODULE_LICENSE(\"GPL\");",
                        "+static void driver_free(void *data)",
                        "+{",
                        "+\tkfree(data);",
                        "+}")))
                .containsExactly("driver_free");
    }
}
