package io.bush.realtime.redis.internal.command;

import io.bush.realtime.redis.internal.command.RedisFailure.Outcome;
import io.bush.realtime.redis.internal.topology.Session;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One call and what is known of it: waiting (certainly not sent), sent, over. Whoever moves it on first decides; the others
 * find it over. Thread safety: safe for use by any thread.
 */
final class Call {

    /** Whether calls for one first key go one after the other. */
    enum Order {
        KEPT,
        NONE
    }

    private enum State {
        WAITING,
        SENT,
        OVER
    }

    /** The script; null for an announcement. */
    private final @Nullable Script script;

    private final String[] keys;
    private final byte[][] arguments;
    private final long deadlineNanos;
    private final Order order;
    private final CompletableFuture<List<@Nullable Object>> answer = new CompletableFuture<>();
    private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);
    /** What was wrong with the last try that was certainly not done. Written by who holds the answer to it. */
    private volatile @Nullable RedisFailure trouble;

    /** Whether it is its key's turn; guarded by the key's order. */
    private boolean turn;

    private Call(@Nullable Script script, String[] keys, byte[][] arguments, long deadlineNanos, Order order) {
        this.order = order;
        this.script = script;
        this.keys = keys;
        this.arguments = arguments;
        this.deadlineNanos = deadlineNanos;
    }

    static Call of(Script script, List<String> keys, List<byte[]> arguments, long deadlineNanos) {
        return new Call(
                script,
                keys.toArray(String[]::new),
                arguments.toArray(byte[][]::new),
                deadlineNanos,
                script.use() == Script.Use.WRITE ? Order.KEPT : Order.NONE);
    }

    static Call publishing(String near, String busChannel, byte[] message, long deadlineNanos, Order order) {
        return new Call(null, new String[] {near, busChannel}, new byte[][] {message}, deadlineNanos, order);
    }

    String key() {
        return keys[0];
    }

    Script.Use use() {
        return script == null ? Script.Use.READ : script.use();
    }

    /** Whether calls for its key go one after the other. */
    boolean keepsOrder() {
        return order == Order.KEPT;
    }

    /** Why it was not sent, or was and certainly not done; null when nothing was wrong so far. */
    @Nullable
    RedisFailure trouble() {
        return trouble;
    }

    void had(RedisFailure failure) {
        trouble = failure;
    }

    void takeTurn() {
        turn = true;
    }

    /** Gives up the turn; false when it had none. */
    boolean endTurn() {
        boolean had = turn;
        turn = false;
        return had;
    }

    boolean isLate(long nowNanos) {
        return nowNanos - deadlineNanos >= 0;
    }

    /** Marks it as sent; false when it is over. */
    boolean beginSending() {
        return state.compareAndSet(State.WAITING, State.SENT);
    }

    /** Takes back that it was sent, because it certainly was not; false when it is over. */
    boolean wasNotSent() {
        return state.compareAndSet(State.SENT, State.WAITING);
    }

    CompletionStage<List<@Nullable Object>> send(Session session) {
        return script == null
                ? session.publish(keys[0], keys[1], arguments[0])
                : session.evalSha(script.sha1(), keys, arguments);
    }

    /** Sends it with the script's text; only for a call whose script the server does not know. */
    CompletionStage<List<@Nullable Object>> sendWhole(Session session, Script known) {
        return session.eval(known.bytes(), keys, arguments);
    }

    @Nullable
    Script script() {
        return script;
    }

    boolean isOver() {
        return state.get() == State.OVER;
    }

    boolean isWaiting() {
        return state.get() == State.WAITING;
    }

    /** Ends it; null when somebody else did, else whether it had been sent. */
    @Nullable
    Outcome end() {
        State before = state.getAndSet(State.OVER);
        return switch (before) {
            case WAITING -> Outcome.NOT_DONE;
            case SENT -> Outcome.UNKNOWN;
            case OVER -> null;
        };
    }

    CompletableFuture<List<@Nullable Object>> answer() {
        return answer;
    }

    @Override
    public String toString() {
        return script == null ? "PUBLISH " + keys[1] : script + " " + keys[0];
    }
}
