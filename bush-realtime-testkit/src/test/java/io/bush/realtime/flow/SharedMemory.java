package io.bush.realtime.flow;

import io.bush.realtime.backplane.Backplane;
import io.bush.realtime.backplane.BackplaneListener;
import io.bush.realtime.backplane.ConnectionLeases;
import io.bush.realtime.bus.Bus;
import io.bush.realtime.bus.BusListener;
import io.bush.realtime.bus.Signal;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.Event;
import io.bush.realtime.eventlog.EventLog;
import io.bush.realtime.lock.LockListener;
import io.bush.realtime.lock.LockStore;
import io.bush.realtime.presence.PresenceListener;
import io.bush.realtime.presence.PresenceStore;
import io.bush.realtime.time.NodeRuntime;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** One in-memory back end for several nodes: the log is one, and each node has its end of the bus. For one thread. */
final class SharedMemory implements Backplane.Factory, AutoCloseable {

    private final Backplane real;
    private final List<End> ends = new ArrayList<>();
    private final List<PresenceListener> presenceListeners = new ArrayList<>();
    private final List<LockListener> lockListeners = new ArrayList<>();

    SharedMemory(NodeRuntime runtime) {
        real = Backplane.inMemory().create(runtime);
        real.bus().listen(new BusListener() {
            @Override
            public void onEvent(Event event) {
                for (End end : ends) {
                    if (end.listener != null && end.subscribed.contains(event.channel())) {
                        end.listener.onEvent(event);
                    }
                }
            }

            @Override
            public void onSignal(Signal signal) {
                for (End end : ends) {
                    if (end.listener != null && end.subscribed.contains(signal.channel())) {
                        end.listener.onSignal(signal);
                    }
                }
            }

            @Override
            public void onMaybeLost(Channel channel) {
                for (End end : ends) {
                    if (end.listener != null && end.subscribed.contains(channel)) {
                        end.listener.onMaybeLost(channel);
                    }
                }
            }
        });
        real.presence().listen(change -> presenceListeners.forEach(listener -> listener.onPresence(change)));
        real.locks().listen(change -> lockListeners.forEach(listener -> listener.onLock(change)));
    }

    /** The store forgets a connection. */
    void releaseConnection(String user, String connection) {
        real.connectionLeases().release(user, connection);
    }

    EventLog eventLog() {
        return real.eventLog();
    }

    @Override
    public Backplane create(NodeRuntime runtime) {
        End end = new End();
        ends.add(end);
        return new Backplane() {
            @Override
            public void listen(BackplaneListener listener) {}

            @Override
            public EventLog eventLog() {
                return real.eventLog();
            }

            @Override
            public Bus bus() {
                return end;
            }

            @Override
            public ConnectionLeases connectionLeases() {
                return real.connectionLeases();
            }

            @Override
            public PresenceStore presence() {
                return new SharedPresence(real.presence(), presenceListeners);
            }

            @Override
            public LockStore locks() {
                return new SharedLocks(real.locks(), lockListeners);
            }

            @Override
            public void close() {
                end.subscribed.clear();
            }
        };
    }

    @Override
    public void close() {
        real.close();
    }

    private final class End implements Bus {

        private final Set<Channel> subscribed = new TreeSet<>();
        private @Nullable BusListener listener;

        @Override
        public void listen(BusListener hears) {
            listener = hears;
        }

        @Override
        public CompletionStage<Void> subscribe(Channel channel) {
            subscribed.add(channel);
            return real.bus().subscribe(channel);
        }

        @Override
        public void unsubscribe(Channel channel) {
            subscribed.remove(channel);
        }

        @Override
        public CompletionStage<Void> announce(Event event) {
            return real.bus().announce(event);
        }

        @Override
        public CompletionStage<Void> signal(Signal signal) {
            return real.bus().signal(signal);
        }
    }
}
