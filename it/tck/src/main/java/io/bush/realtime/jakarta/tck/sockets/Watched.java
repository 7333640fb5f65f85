package io.bush.realtime.jakarta.tck.sockets;

import io.bush.realtime.channel.Channel;
import io.bush.realtime.client.BushClient;
import io.bush.realtime.client.BushClientBuilder;
import io.bush.realtime.client.ClientsInTime;
import io.bush.realtime.client.channel.ChannelHandle;
import io.bush.realtime.client.channel.ControlFrame;
import io.bush.realtime.client.channel.SubscribeOptions;
import io.bush.realtime.client.connection.ClientListener;
import io.bush.realtime.client.connection.ConnectionState;
import io.bush.realtime.client.connection.ConnectionStatus;
import io.bush.realtime.jakarta.tck.ends.Wait;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * A client whose every status and every word to a handler is kept, and judged at the end. Thread safety: safe for use by any
 * thread.
 */
final class Watched implements AutoCloseable {

    /** One for all clients, as applications should have it. */
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    /** How many statuses a failure shows. */
    private static final int SHOWN = 5;

    /** How often a condition of {@link #patiently} is looked at. */
    private static final long PAUSE_NANOS = 1_000_000;
    /** When nothing has happened for so long, time is put forward. */
    private static final long PATIENCE_NANOS = 100_000_000;

    private final LeapingTime time = new LeapingTime();
    private final ExecutorService core = daemon("watched-core");
    private final ExecutorService handlers = daemon("watched-handlers");
    private final CompletableFuture<Void> released = new CompletableFuture<>();
    private final Ledger.Published published;
    private final BushClient client;
    /** Guarded by this, like all that follows. */
    private final List<Ledger> ledgers = new ArrayList<>();
    /** Every status, oldest first. */
    private final List<ConnectionStatus> statuses = new ArrayList<>();
    /** How many of them {@link #next} has seen. */
    private int seen;

    private final List<ControlFrame> controls = new ArrayList<>();
    /** What was called after the client was closed. */
    private final List<String> late = new ArrayList<>();

    /** Whether no handler may run any more. */
    private boolean closed;
    /** Whether nothing may. */
    private boolean ended;
    /** Whether waits before an attempt are skipped. */
    private boolean hasty;

    Watched(BushClientBuilder builder, Ledger.Published published) {
        this.published = published;
        client = ClientsInTime.build(
                builder.listener(new Listener()), time, time, core, handlers, HTTP, () -> released.complete(null));
    }

    private static ExecutorService daemon(String name) {
        return Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
    }

    BushClient client() {
        return client;
    }

    LeapingTime time() {
        return time;
    }

    /** Skips every wait before an attempt from now on, unless the client polls. */
    synchronized Watched hasty() {
        hasty = true;
        return this;
    }

    /** Subscribes, and writes down what the handlers are told. */
    Ledger follow(Channel channel) {
        return follow(channel, it -> {});
    }

    /** The same, with more handlers. */
    Ledger follow(Channel channel, Consumer<ChannelHandle> more) {
        Ledger ledger = new Ledger(channel, published);
        synchronized (this) {
            ledgers.add(ledger);
        }
        client.subscribe(channel.type(), channel.id(), SubscribeOptions.DEFAULT, handle -> {
            handle.onConfirmed(it -> inTime("confirmed", () -> ledger.add(it)));
            handle.onReset(it -> inTime("reset", () -> ledger.add(it)));
            handle.onRejected(it -> inTime("rejected", () -> ledger.add(it)));
            handle.onRevoked(it -> inTime("revoked", () -> ledger.add(it)));
            handle.onEvent(it -> inTime("event", () -> ledger.add(it)));
            more.accept(handle);
        });
        return ledger;
    }

    /** Connects and waits until it is. */
    Watched connect() throws Exception {
        client.connect().toCompletableFuture().get(Wait.DEADLINE.toSeconds(), TimeUnit.SECONDS);
        next(ConnectionState.CONNECTED);
        return this;
    }

    private void inTime(String what, Runnable then) {
        synchronized (this) {
            if (closed) {
                late.add(what);
            }
        }
        then.run();
    }

    private void told(String what) {
        synchronized (this) {
            if (ended) {
                late.add(what);
            }
        }
    }

    // ---- what happened

    /** Waits for the next status that is like this; those before it are passed over. */
    ConnectionStatus next(String what, Predicate<ConnectionStatus> like) {
        synchronized (this) {
            try {
                Wait.until(this, what, () -> find(like));
            } catch (AssertionError never) {
                throw new AssertionError(never.getMessage() + ", after " + last(), never);
            }
            ConnectionStatus found = statuses.get(seen);
            seen++;
            return found;
        }
    }

    ConnectionStatus next(ConnectionState state) {
        return next("next " + state, it -> it.state() == state);
    }

    /**
     * Waits until the client has lost its connection. Of an end (FIN) that comes right behind a message the JDK's WebSocket does not always
     * tell; then the client finds it by the silence, which is put forward here.
     */
    void awaitLoss() {
        patiently("the loss of the connection", () -> {
            synchronized (this) {
                return find(it -> it.state() == ConnectionState.RECONNECTING);
            }
        });
    }

    /** Waits until the client has given up, in the same way. */
    ConnectionStatus awaitGivingUp() {
        patiently("the end of all attempts", () -> client.status().state() == ConnectionState.DISCONNECTED);
        return next(ConnectionState.DISCONNECTED);
    }

    /** Waits until the client has a WebSocket again, and skips what it waits before it tries, while it polls too. */
    void awaitSocket() {
        int known = 0;
        while (true) {
            Duration wait;
            synchronized (this) {
                if (find(it -> it.state() == ConnectionState.CONNECTED)) {
                    seen++;
                    return;
                }
                int before = known;
                Wait.until(this, "another status", () -> statuses.size() > before);
                known = statuses.size();
                wait = statuses.get(known - 1).nextAttempt();
            }
            if (wait != null) {
                time.leap(wait);
            }
        }
    }

    /** Waits until the handlers know of everything that was published, in the same way. */
    void awaitLevel(Ledger ledger) {
        patiently("level with what was published", ledger::isLevel);
    }

    /** Waits until something holds; when nothing happens for a while, time is put forward to what is due next. */
    void patiently(String what, BooleanSupplier holds) {
        long end = System.nanoTime() + Wait.DEADLINE.toNanos();
        long patience = PATIENCE_NANOS;
        long nextStep = System.nanoTime() + patience;
        while (!holds.getAsBoolean()) {
            long now = System.nanoTime();
            if (now - end > 0) {
                throw new AssertionError("not within " + Wait.DEADLINE + ": " + what + ", after " + last());
            }
            if (now - nextStep > 0) {
                finishWhatIsDue();
                if (holds.getAsBoolean()) {
                    return;
                }
                // More and more patience, because it may only be a busy machine.
                time.leapToNext();
                patience += patience / 2;
                nextStep = System.nanoTime() + patience;
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    /** Lets the client do all that it has to do by now: what follows from it must not be leaped over. */
    private void finishWhatIsDue() {
        time.awaitNothingDue();
        for (ExecutorService each : List.of(core, handlers, core, handlers)) {
            try {
                each.submit(() -> {}).get(Wait.DEADLINE.toSeconds(), TimeUnit.SECONDS);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                throw new AssertionError(stopped);
            } catch (ExecutionException | TimeoutException busy) {
                throw new AssertionError("the client does not get on", busy);
            }
        }
    }

    /** Passes over statuses until there is one like this, which is the next one then; guarded by this. */
    private boolean find(Predicate<ConnectionStatus> like) {
        while (seen < statuses.size() && !like.test(statuses.get(seen))) {
            seen++;
        }
        return seen < statuses.size();
    }

    private synchronized List<ConnectionStatus> last() {
        return List.copyOf(statuses.subList(Math.max(0, statuses.size() - SHOWN), statuses.size()));
    }

    /** Waits until the client waits before its next attempt. */
    ConnectionStatus nextWait() {
        return next("a wait before an attempt", it -> it.nextAttempt() != null);
    }

    /** Waits until the client waits before its next attempt, and lets that time pass. */
    ConnectionStatus skipWait() {
        ConnectionStatus waits = nextWait();
        time.leap(Objects.requireNonNull(waits.nextAttempt()));
        return waits;
    }

    /** The states so far, without repetitions. */
    synchronized List<ConnectionState> states() {
        List<ConnectionState> states = new ArrayList<>();
        for (ConnectionStatus status : statuses) {
            if (states.isEmpty() || states.get(states.size() - 1) != status.state()) {
                states.add(status.state());
            }
        }
        return states;
    }

    synchronized List<ControlFrame> controls() {
        return List.copyOf(controls);
    }

    /** Closes the client; from then on no handler may be called. */
    void closeClient() {
        client.close();
        synchronized (this) {
            closed = true;
        }
    }

    /** Closes the client and tells what is wrong with all that was told. */
    List<String> verdict() throws Exception {
        closeClient();
        client.closeAsync().toCompletableFuture().get(Wait.DEADLINE.toSeconds(), TimeUnit.SECONDS);
        synchronized (this) {
            ended = true;
        }
        released.get(Wait.DEADLINE.toSeconds(), TimeUnit.SECONDS);
        core.shutdown();
        handlers.shutdown();
        if (!handlers.awaitTermination(Wait.DEADLINE.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("handlers still run");
        }
        List<String> faults = new ArrayList<>();
        synchronized (this) {
            late.forEach(it -> faults.add("after the close: " + it));
            ledgers.forEach(it -> faults.addAll(it.faults()));
        }
        return faults;
    }

    @Override
    public void close() {
        client.closeAsync();
        time.close();
        core.shutdown();
        handlers.shutdown();
    }

    private final class Listener implements ClientListener {

        @Override
        public void stateChanged(ConnectionStatus status) {
            Duration wait = status.nextAttempt();
            boolean skip;
            synchronized (Watched.this) {
                statuses.add(status);
                Watched.this.notifyAll();
                skip = hasty;
            }
            told("status");
            // While polling, time is the polls'.
            if (skip && wait != null && status.state() != ConnectionState.POLLING) {
                time.leap(wait);
            }
        }

        @Override
        public void control(ControlFrame frame) {
            told("control");
            synchronized (Watched.this) {
                controls.add(frame);
            }
        }
    }
}
