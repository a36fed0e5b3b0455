// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.vc4lab.cli.exit.ExitCode;
import org.vc4lab.cli.exit.InputFile;
import org.vc4lab.cli.exit.PositiveNumber;
import org.vc4lab.cli.exit.UsageException;
import org.vc4lab.exec.BoundedCall;
import org.vc4lab.exec.BoundedFiles;
import org.vc4lab.exec.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Posts results to KernelCI's database, as "Sending Data to the API" in the README of kernelci/kcidb-ng has it. */
@Command(
        name = "submit",
        description = {
            "Posts a KCIDB document of verify or matrix to a KCIDB REST service.",
            "The token is taken from the environment: VC4LAB_KCIDB_TOKEN."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:the service took the document", "128:wrong usage", "129:it did not"})
final class SubmitCommand extends LabCommand {
    private static final String TOKEN = "VC4LAB_KCIDB_TOKEN";
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(30);
    private static final int LONGEST_ANSWER = 2000;

    @Parameters(paramLabel = "FILE", description = "The document, such as kcidb.json of a matrix.")
    private Path file;

    @Option(
            names = "--to",
            paramLabel = "URL",
            description = "The service's address for submissions, such as https://HOST/submit.")
    private @Nullable URI to;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "300",
            description = "For all of the request and its answer (default: ${DEFAULT-VALUE}).")
    private int seconds;

    @Override
    public Integer call() throws IOException, InterruptedException {
        URI address = safeAddress();
        PositiveNumber.require("--timeout", seconds);
        String token = context().environment().getOrDefault(TOKEN, "").strip();
        if (!token.matches("[!-~]+")) {
            throw new UsageException("no token: set " + TOKEN + " to the one that the service gave you");
        }
        HttpRequest request = HttpRequest.newBuilder(address)
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(readDocument()))
                .build();
        try {
            out().println(BoundedCall.run("submit", Duration.ofSeconds(seconds), () -> post(request)));
            return ExitCode.GOOD;
        } catch (TimeoutException late) {
            throw new IOException("POST " + address + ": no whole answer after " + seconds + " s; see --timeout", late);
        }
    }

    private static String post(HttpRequest request) throws IOException, InterruptedException {
        // a redirection could carry the token elsewhere
        HttpClient client = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(CONNECT_TIMEOUT)
                .build();
        HttpResponse<InputStream> response = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
        String answer;
        try (InputStream body = response.body()) {
            answer = new String(body.readNBytes(LONGEST_ANSWER), StandardCharsets.UTF_8).strip();
        }
        if (response.statusCode() / 100 != 2) {
            throw new IOException("POST " + request.uri() + ": status " + response.statusCode() + ": " + answer);
        }
        return answer;
    }

    /** A token goes over an encrypted connection, or stays on this machine. */
    private URI safeAddress() throws IOException {
        URI address = to == null ? URI.create("") : to;
        String host = address.getHost();
        boolean isSafe = host != null
                && ("https".equals(address.getScheme()) || ("http".equals(address.getScheme()) && isLoopback(host)));
        if (!isSafe) {
            throw new UsageException(
                    "--to takes an https:// address, or an http:// one of this machine, not '" + address + "'");
        }
        return address;
    }

    private static boolean isLoopback(String host) throws IOException {
        return Stream.of(InetAddress.getAllByName(host)).allMatch(InetAddress::isLoopbackAddress);
    }

    private byte[] readDocument() throws IOException {
        byte[] bytes = BoundedFiles.readBytes(InputFile.require(file));
        try {
            JsonNode document = Json.mapper().readTree(bytes);
            if (document.path("version").path("major").isInt()) {
                return bytes;
            }
        } catch (JsonProcessingException invalid) {
            throw new UsageException("no JSON: " + file + ": " + invalid.getOriginalMessage());
        }
        throw new UsageException("no KCIDB document: " + file + " has no version.major; see --kcidb of verify");
    }
}
