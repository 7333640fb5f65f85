package io.bush.examples.dialects.load;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One member of a conversation, who hears when each message should have been sent. Thread safety: one callback at a time. */
final class LoadClient implements WebSocket.Listener {

    private static final Pattern DUE = Pattern.compile("\"content\":\"(\\d+)");

    private final String room;
    private final LongConsumer onMessage;
    private final StringBuilder part = new StringBuilder();
    private final CompletableFuture<Void> confirmed = new CompletableFuture<>();
    /** Null until connected. */
    private volatile @Nullable WebSocket socket;

    private LoadClient(String room, LongConsumer onMessage) {
        this.room = room;
        this.onMessage = onMessage;
    }

    /** Connects and subscribes; {@link #confirmed} tells when that is in force. */
    static LoadClient connect(HttpClient http, URI address, String room, LongConsumer onMessage) {
        LoadClient client = new LoadClient(room, onMessage);
        var unused = http.newWebSocketBuilder().buildAsync(address, client).whenComplete((open, failure) -> {
            if (failure == null) {
                client.socket = open;
            } else {
                client.confirmed.completeExceptionally(failure);
            }
        });
        return client;
    }

    CompletableFuture<Void> confirmed() {
        return confirmed;
    }

    @Override
    public void onOpen(WebSocket open) {
        String subscribe = "{\"type\":\"subscribe\",\"data\":{\"channel\":\"" + room + "\"}}";
        var unused = open.sendText(subscribe, true).whenComplete((sent, failure) -> open.request(1));
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        part.append(data);
        if (last) {
            Matcher message = DUE.matcher(part);
            if (message.find()) {
                onMessage.accept(Long.parseLong(message.group(1)));
            } else if (part.indexOf("subscription_confirmed") >= 0) {
                confirmed.complete(null);
            }
            part.setLength(0);
        }
        from.request(1);
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable failure) {
        confirmed.completeExceptionally(failure);
    }

    /** Goes without a word. */
    void drop() {
        WebSocket open = socket;
        if (open != null) {
            open.abort();
        }
    }
}
