// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli.mcp;

import io.modelcontextprotocol.json.TypeRef;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCMessage;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCNotification;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCRequest;
import io.modelcontextprotocol.spec.McpServerSession;
import io.modelcontextprotocol.spec.McpServerTransport;
import io.modelcontextprotocol.spec.McpServerTransportProvider;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * A transport of the SDK with what its servers lack: a request ends when the client cancels it, all of them end with
 * the client, and messages of several threads are sent one at a time.
 */
final class CancellableTransport implements McpServerTransportProvider {
    private static final String CANCELLED = "notifications/cancelled";

    private final McpServerTransportProvider transport;
    private final ConcurrentMap<Object, Sinks.Empty<Void>> cancellations = new ConcurrentHashMap<>();
    private final CountDownLatch clientIsGone = new CountDownLatch(1);

    CancellableTransport(McpServerTransportProvider transport) {
        this.transport = transport;
    }

    void awaitEnd() throws InterruptedException {
        clientIsGone.await();
    }

    @Override
    public void setSessionFactory(McpServerSession.Factory factory) {
        transport.setSessionFactory(clientTransport -> {
            McpServerTransport oneByOne = new OneByOneTransport(clientTransport);
            return new CancellableSession(factory.create(oneByOne), oneByOne);
        });
    }

    @Override
    public Mono<Void> notifyClients(String method, Object parameters) {
        return transport.notifyClients(method, parameters);
    }

    @Override
    public Mono<Void> closeGracefully() {
        return transport.closeGracefully();
    }

    private final class CancellableSession extends McpServerSession {
        private final McpServerSession session;

        CancellableSession(McpServerSession session, McpServerTransport clientTransport) {
            super(
                    session.getId(),
                    Duration.ofHours(1), // for requests of the server, of which there are none
                    clientTransport,
                    request -> Mono.empty(),
                    Map.of(),
                    Map.of());
            this.session = session;
        }

        @Override
        public Mono<Void> handle(JSONRPCMessage message) {
            if (message instanceof JSONRPCNotification notification
                    && notification.method().equals(CANCELLED)) {
                cancel(notification.params() instanceof Map<?, ?> parameters ? parameters.get("requestId") : null);
                return Mono.empty();
            }
            if (!(message instanceof JSONRPCRequest request)) {
                return session.handle(message);
            }
            Sinks.Empty<Void> cancellation = Sinks.empty();
            cancellations.put(request.id(), cancellation);
            return session.handle(request)
                    .takeUntilOther(cancellation.asMono())
                    .doFinally(signal -> cancellations.remove(request.id(), cancellation));
        }

        private void cancel(@Nullable Object requestId) {
            Sinks.Empty<Void> cancellation = requestId == null ? null : cancellations.get(requestId);
            if (cancellation != null) {
                cancellation.tryEmitEmpty();
            }
        }

        @Override
        public Mono<Void> closeGracefully() {
            return session.closeGracefully();
        }

        @Override
        public void close() {
            session.close();
            cancellations.values().forEach(Sinks.Empty::tryEmitEmpty);
            clientIsGone.countDown();
        }
    }

    /** The SDK refuses a message that is sent while another thread sends one. */
    private record OneByOneTransport(McpServerTransport transport) implements McpServerTransport {
        @Override
        public Mono<Void> sendMessage(JSONRPCMessage message) {
            return Mono.fromRunnable(() -> {
                synchronized (transport) {
                    transport.sendMessage(message).block();
                }
            });
        }

        @Override
        public <T> T unmarshalFrom(Object data, TypeRef<T> type) {
            return transport.unmarshalFrom(data, type);
        }

        @Override
        public Mono<Void> closeGracefully() {
            return transport.closeGracefully();
        }

        @Override
        public void close() {
            transport.close();
        }
    }
}
