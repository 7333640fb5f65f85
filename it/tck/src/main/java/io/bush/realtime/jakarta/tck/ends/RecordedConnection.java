package io.bush.realtime.jakarta.tck.ends;

import io.bush.realtime.protocol.Frame;
import io.bush.realtime.transport.FrameBatch;
import io.bush.realtime.transport.Handshake;
import io.bush.realtime.transport.Transport;
import io.bush.realtime.transport.TransportListener;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The core's side of one connection: records what comes in, and answers as its script says. */
public final class RecordedConnection implements TransportListener {

    private final Handshake handshake;
    private final Transport transport;
    private final Script script;
    private final List<String> texts = new ArrayList<>();
    private final List<Integer> closes = new ArrayList<>();
    private final List<@Nullable Throwable> completions = new ArrayList<>();
    private final StringBuilder current = new StringBuilder();
    private long bytes;
    private int parts;
    private int largestPart;
    private int binaries;
    private int pongs;
    private int afterEnd;
    private int concurrent;
    private boolean inside;

    RecordedConnection(Handshake handshake, Transport transport, Script script) {
        this.handshake = handshake;
        this.transport = transport;
        this.script = script;
    }

    /** What the core does by itself. */
    public interface Script {

        /** Only listens. */
        Script LISTEN = new Script() {};
        /** Sends every text back. */
        Script ECHO = new Script() {
            @Override
            public void onText(RecordedConnection connection, String text) {
                connection.send(text);
            }
        };

        /**
         * The connection is open.
         *
         * @param connection which
         */
        default void onOpen(RecordedConnection connection) {}

        /**
         * A whole text came.
         *
         * @param connection where
         * @param text the text
         */
        default void onText(RecordedConnection connection, String text) {}

        /**
         * Tells whether texts are kept; else only counted.
         *
         * @return true to keep them
         */
        default boolean keepsTexts() {
            return true;
        }
    }

    /**
     * Returns what came with the handshake.
     *
     * @return the handshake
     */
    public Handshake handshake() {
        return handshake;
    }

    /**
     * Returns the sending half.
     *
     * @return the transport under test
     */
    public Transport transport() {
        return transport;
    }

    /**
     * Sends texts as one batch and records the completion.
     *
     * @param batch the texts
     */
    public void send(String... batch) {
        send(FrameBatch.of(List.of(batch).stream().map(Frame::ofText).toList()));
    }

    /**
     * Sends a batch and records the completion.
     *
     * @param batch the batch
     */
    public void send(FrameBatch batch) {
        transport.send(batch, failure -> {
            synchronized (this) {
                completions.add(failure);
                notifyAll();
            }
        });
    }

    @Override
    public void onTextPart(String part) {
        enter();
        text(part);
        leave();
    }

    @Override
    public void onTextEnd(String part) {
        enter();
        text(part);
        String whole;
        synchronized (this) {
            whole = current.toString();
            current.setLength(0);
            texts.add(whole);
        }
        script.onText(this, whole);
        leave();
    }

    private synchronized void text(String part) {
        parts++;
        largestPart = Math.max(largestPart, part.length());
        bytes += part.getBytes(StandardCharsets.UTF_8).length;
        if (script.keepsTexts()) {
            current.append(part);
        }
    }

    @Override
    public void onBinary() {
        enter();
        synchronized (this) {
            binaries++;
        }
        leave();
    }

    @Override
    public void onPong() {
        enter();
        synchronized (this) {
            pongs++;
        }
        leave();
    }

    @Override
    public void onClosed(int code) {
        enter();
        synchronized (this) {
            closes.add(code);
        }
        leave();
    }

    private synchronized void enter() {
        afterEnd += closes.isEmpty() ? 0 : 1;
        concurrent += inside ? 1 : 0;
        inside = true;
    }

    private synchronized void leave() {
        inside = false;
        notifyAll();
    }

    /**
     * Waits for texts.
     *
     * @param count how many
     * @return all texts so far
     */
    public List<String> awaitTexts(int count) {
        Wait.until(this, count + " texts", () -> texts.size() >= count);
        synchronized (this) {
            return List.copyOf(texts);
        }
    }

    /**
     * Waits for the end.
     *
     * @return its code
     */
    public int awaitClosed() {
        Wait.until(this, "the end", () -> !closes.isEmpty());
        synchronized (this) {
            return closes.get(0);
        }
    }

    /**
     * Waits for completions of {@link #send}.
     *
     * @param count how many
     * @return all so far; null for success
     */
    public List<@Nullable Throwable> awaitCompletions(int count) {
        Wait.until(this, count + " completions", () -> completions.size() >= count);
        return completions();
    }

    /**
     * Returns the completions so far.
     *
     * @return null for success
     */
    public synchronized List<@Nullable Throwable> completions() {
        return new ArrayList<>(completions);
    }

    /**
     * Waits for pongs.
     *
     * @param count how many
     */
    public void awaitPongs(int count) {
        Wait.until(this, count + " pongs", () -> pongs >= count);
    }

    /**
     * Waits for binary messages.
     *
     * @param count how many
     */
    public void awaitBinaries(int count) {
        Wait.until(this, count + " binary messages", () -> binaries >= count);
    }

    /**
     * Returns what was counted.
     *
     * @return the figures
     */
    public synchronized Figures figures() {
        return new Figures(bytes, parts, largestPart, binaries, closes.size(), afterEnd, concurrent);
    }

    /**
     * What was counted.
     *
     * @param bytes UTF-8 bytes of text
     * @param parts calls that brought text
     * @param largestPart most characters in one of them
     * @param binaries binary messages
     * @param closes ends; must never be more than 1
     * @param afterEnd calls after the end; must be 0
     * @param concurrent calls while another was running; must be 0
     */
    public record Figures(
            long bytes, int parts, int largestPart, int binaries, int closes, int afterEnd, int concurrent) {}
}
