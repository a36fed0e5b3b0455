// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.source;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.System.Logger.Level;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.commons.io.IOUtils;
import org.vc4lab.source.DebianArchive.DownloadListener;

/**
 * Downloads files over HTTP, and resumes if the connection breaks.
 *
 * @param pause before the second attempt; later pauses are multiples
 * @param stall time without a byte after which the connection counts as broken
 */
record HttpDownloader(Duration pause, Duration stall) {
    private static final int ATTEMPTS = 4;
    private static final int BLOCK = 1 << 16;
    private static final int NOT_SATISFIABLE = 416;

    private static final System.Logger LOG = System.getLogger(HttpDownloader.class.getName());

    HttpDownloader() {
        this(Duration.ofSeconds(1), Duration.ofSeconds(60));
    }

    /** Loaded on demand: that takes 0.1 s, and usually no download is needed. */
    private static final class SharedClient {
        private static final HttpClient CLIENT = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NORMAL)
                .connectTimeout(Duration.ofSeconds(20))
                .build();
    }

    /** A response that another attempt would not change. */
    private static final class PermanentDownloadException extends IOException {
        private static final long serialVersionUID = 1L;

        PermanentDownloadException(String message) {
            super(message);
        }
    }

    void download(URI address, Path file, String name, DownloadListener downloadListener)
            throws IOException, InterruptedException {
        for (int attempt = 1; ; attempt++) {
            try {
                downloadOnce(address, file, name, downloadListener);
                return;
            } catch (IOException broken) {
                if (attempt == ATTEMPTS || broken instanceof PermanentDownloadException) {
                    throw broken;
                }
                LOG.log(Level.DEBUG, "attempt {0} to download {1} failed: {2}", attempt, address, broken);
                Thread.sleep(pause.multipliedBy(attempt).toMillis());
            }
        }
    }

    /** Whether the server has the file; only its head is requested. */
    boolean exists(URI address) throws IOException, InterruptedException {
        HttpRequest head = HttpRequest.newBuilder(address)
                .timeout(stall)
                .method("HEAD", HttpRequest.BodyPublishers.noBody())
                .build();
        HttpResponse<Void> response = SharedClient.CLIENT.send(head, HttpResponse.BodyHandlers.discarding());
        return response.statusCode() == HttpURLConnection.HTTP_OK;
    }

    private void downloadOnce(URI address, Path file, String name, DownloadListener downloadListener)
            throws IOException, InterruptedException {
        long bytesPresent = Files.exists(file) ? Files.size(file) : 0;
        HttpRequest.Builder request = HttpRequest.newBuilder(address).timeout(stall);
        if (bytesPresent > 0) {
            request.header("Range", "bytes=" + bytesPresent + "-");
        }
        HttpResponse<InputStream> response =
                SharedClient.CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream body = response.body()) {
            int status = response.statusCode();
            if (status == NOT_SATISFIABLE) {
                Files.delete(file);
                throw new IOException("the server has less than was got before");
            }
            if (status != HttpURLConnection.HTTP_OK && status != HttpURLConnection.HTTP_PARTIAL) {
                String message = "the server answered " + status;
                throw status >= 500 ? new IOException(message) : new PermanentDownloadException(message);
            }
            long start = status == HttpURLConnection.HTTP_PARTIAL ? bytesPresent : 0;
            long length = response.headers().firstValueAsLong("Content-Length").orElse(0);
            save(body, file, start, length == 0 ? 0 : start + length, name, downloadListener);
        }
    }

    private void save(
            InputStream body, Path file, long start, long total, String name, DownloadListener downloadListener)
            throws IOException {
        AtomicLong done = new AtomicLong(start);
        byte[] block = new byte[BLOCK];
        StandardOpenOption mode = start > 0 ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING;
        Timer watch = closeWhenStalled(body, done);
        try (OutputStream out =
                Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, mode)) {
            for (int read = body.read(block); read >= 0; read = body.read(block)) {
                out.write(block, 0, read);
                downloadListener.onProgress(name, done.addAndGet(read), total);
            }
        } finally {
            watch.cancel();
        }
        if (total > 0 && done.get() < total) {
            throw new IOException("the connection ended after " + done + " of " + total + " bytes");
        }
    }

    /** A read has no timeout; closing the stream ends it with an error. */
    private Timer closeWhenStalled(InputStream body, AtomicLong done) {
        Timer timer = new Timer("download watch", true);
        timer.schedule(
                new TimerTask() {
                    private long before = -1;

                    @Override
                    public void run() {
                        if (done.get() == before) {
                            IOUtils.closeQuietly(body); // the reader gets an error
                        }
                        before = done.get();
                    }
                },
                stall.toMillis(),
                stall.toMillis());
        return timer;
    }
}
