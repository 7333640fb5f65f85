package io.bush.examples.watch;

import io.bush.examples.watch.command.ExitCode;
import io.bush.examples.watch.command.WatchPlan;
import io.bush.examples.watch.show.Output;
import io.bush.examples.watch.show.Plain;
import io.bush.examples.watch.state.Lists;
import io.bush.examples.watch.state.Missed;
import io.bush.examples.watch.state.Pictures;
import io.bush.realtime.client.channel.Channel;
import io.bush.realtime.client.channel.ChannelHandle;
import io.bush.realtime.client.channel.ControlFrame;
import io.bush.realtime.client.channel.ReceivedEvent;
import io.bush.realtime.client.connection.ClientListener;
import io.bush.realtime.client.connection.ConnectionException;
import io.bush.realtime.client.connection.ConnectionState;
import io.bush.realtime.client.connection.ConnectionStatus;
import io.bush.realtime.client.connection.ServerError;
import io.bush.realtime.client.connection.StatusLight;
import java.io.PrintStream;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Decides what is printed and when it is over. Thread safety: called by the client's handlers, one call at a time; the
 * exit code may be waited for on any thread.
 */
final class WatchRun implements ClientListener {

    private final Output output;
    private final PrintStream errors;
    private final long exitAfter;
    private final boolean presence;
    private final EventFilter wanted;
    /** What is known of the channels; null if nobody lists it. */
    private final @Nullable Pictures pictures;

    private final Set<Channel> left = new LinkedHashSet<>();
    private final CompletableFuture<Integer> exitCode = new CompletableFuture<>();
    private long events;
    /** Whether there was a connection. */
    private boolean wasConnected;
    /** Whether the loss of the connection was told, and not its return. */
    private boolean lost;
    /** With which light a wait was told last. */
    private StatusLight told = StatusLight.GREEN;
    /** Whether the client polls just now: then no frames come. */
    private boolean polling;

    WatchRun(WatchPlan plan, Output output, PrintStream errors, @Nullable Lists lists) {
        this.output = output;
        this.errors = errors;
        this.exitAfter = plan.exitAfter();
        this.presence = plan.presence();
        this.wanted = new EventFilter(plan.events());
        this.pictures = lists == null ? null : new Pictures(lists, this::say);
        plan.targets().forEach(target -> left.add(target.channel()));
    }

    CompletableFuture<Integer> exitCode() {
        return exitCode;
    }

    /** Adds what a channel needs. */
    void attach(ChannelHandle handle) {
        handle.onEvent(this::event);
        handle.onControl(frame -> control(handle.channel(), frame));
        handle.onConfirmed(it -> whilePolling("subscription.confirmed", it.channel()));
        handle.onReset(it -> whilePolling("subscription.reset", it.channel()));
        handle.onRejected(it -> gone(it.channel(), "rejected", it.reason()));
        handle.onRevoked(it -> gone(it.channel(), "revoked", it.reason()));
    }

    void event(ReceivedEvent event) {
        if (exitCode.isDone()) {
            return;
        }
        if (pictures == null || !pictures.isTold(event)) {
            output.event(event);
            count();
        }
    }

    private void count() {
        events++;
        if (events == exitAfter || output.isClosed()) {
            exitCode.complete(ExitCode.OK);
        }
    }

    void control(Channel channel, ControlFrame frame) {
        if (exitCode.isDone()) {
            return;
        }
        if (presence || !isAboutPeople(frame.type())) {
            output.control(channel, frame);
        }
        compare(frame.type(), channel);
    }

    /** A poll brings no frames, so there is no line for what it says of the subscription. */
    void whilePolling(String type, Channel channel) {
        if (polling && !exitCode.isDone()) {
            if (type.equals("subscription.reset")) {
                say(channel + " was reset: events may be missing");
            }
            compare(type, channel);
        }
    }

    /** After a reset no event tells what happened before it: lists do. */
    private void compare(String type, Channel channel) {
        if (pictures == null) {
            return;
        }
        List<Missed> missed = switch (type) {
            case "subscription.confirmed" -> pictures.confirmed(channel);
            case "subscription.reset" -> pictures.reset(channel);
            default -> List.of();
        };
        for (Missed one : missed) {
            if (!exitCode.isDone() && wanted.wants(one.event())) {
                output.missed(channel, one);
                count();
            }
        }
    }

    /** Presence, locks and signals: what comes beside the events. */
    private static boolean isAboutPeople(String type) {
        return type.startsWith("presence.")
                || type.startsWith("comment.")
                || type.equals("lock.state")
                || type.equals("signal");
    }

    void gone(Channel channel, String how, String reason) {
        left.remove(channel);
        say(channel + " was " + how + ": " + Plain.text(reason));
        if (left.isEmpty()) {
            exitCode.complete(ExitCode.NOTHING_LEFT);
        }
    }

    @Override
    public void stateChanged(ConnectionStatus status) {
        if (exitCode.isDone()) {
            return;
        }
        polling = status.state() == ConnectionState.POLLING;
        ConnectionException cause = status.cause();
        Duration wait = status.nextAttempt();
        if (status.state() == ConnectionState.CONNECTED) {
            connected();
        } else if (cause != null && (status.state() == ConnectionState.DISCONNECTED || !wasConnected)) {
            // A server that is not even there at first is more likely a wrong address than a restart.
            say(Explanation.of(cause));
            exitCode.complete(ExitCode.CONNECTION);
        } else if (cause != null && wait != null && status.light() != told) {
            told = status.light();
            lost = true;
            say(Explanation.ofWait(cause, told, wait));
        }
    }

    private void connected() {
        if (lost) {
            say("connected again; what was missed follows, or a reset says that it cannot");
        }
        wasConnected = true;
        lost = false;
        told = StatusLight.GREEN;
    }

    @Override
    public void handlerFailed(Channel channel, Throwable failure) {
        say("an event of " + channel + " cannot be shown: " + failure.getClass().getSimpleName());
    }

    @Override
    public void serverError(ServerError error) {
        say("the server says " + Plain.text(error.code()) + ": " + Plain.text(error.message()));
    }

    private void say(String message) {
        errors.println("watch: " + message);
        errors.flush();
    }
}
