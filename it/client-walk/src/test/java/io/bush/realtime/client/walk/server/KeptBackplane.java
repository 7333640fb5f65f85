package io.bush.realtime.client.walk.server;

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
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A back end that outlives its nodes, as Redis does: log, presence and locks stay when a node is gone. Only the leases of
 * connections are each node's own.
 */
public final class KeptBackplane {

    private final NodeRuntime runtime;
    private final Backplane kept;
    /** The node that is there; null while none is. */
    private @Nullable Seat present;

    public KeptBackplane(NodeRuntime runtime) {
        this.runtime = runtime;
        kept = Backplane.inMemory().create(runtime);
        kept.bus().listen(new BusListener() {
            @Override
            public void onEvent(Event event) {
                if (present != null && present.bus != null) {
                    present.bus.onEvent(event);
                }
            }

            @Override
            public void onSignal(Signal signal) {
                if (present != null && present.bus != null) {
                    present.bus.onSignal(signal);
                }
            }

            @Override
            public void onMaybeLost(Channel channel) {
                if (present != null && present.bus != null) {
                    present.bus.onMaybeLost(channel);
                }
            }
        });
        kept.presence().listen(change -> {
            if (present != null && present.presence != null) {
                present.presence.onPresence(change);
            }
        });
        kept.locks().listen(change -> {
            if (present != null && present.locks != null) {
                present.locks.onLock(change);
            }
        });
    }

    public Seat join() {
        Seat seat = new Seat();
        present = seat;
        return seat;
    }

    public void close() {
        kept.close();
    }

    /** What one node has of it. */
    public final class Seat implements Backplane {
        private final Backplane own = Backplane.inMemory().create(runtime);
        private final Set<Channel> subscribed = new LinkedHashSet<>();
        private @Nullable BusListener bus;
        private @Nullable PresenceListener presence;
        private @Nullable LockListener locks;
        /** Whether the node's process is dead, whatever its remains still try. */
        private boolean dead;

        /** From now on the node reaches nothing, and nothing reaches it. */
        void die() {
            if (!dead) {
                dead = true;
                subscribed.forEach(kept.bus()::unsubscribe);
                subscribed.clear();
                present = present == this ? null : present;
            }
        }

        @Override
        public void listen(BackplaneListener listener) {
            own.listen(listener);
        }

        @Override
        public EventLog eventLog() {
            return through(EventLog.class, kept.eventLog());
        }

        @Override
        public Bus bus() {
            return through(Bus.class, kept.bus());
        }

        @Override
        public ConnectionLeases connectionLeases() {
            return own.connectionLeases();
        }

        @Override
        public PresenceStore presence() {
            return through(PresenceStore.class, kept.presence());
        }

        @Override
        public LockStore locks() {
            return through(LockStore.class, kept.locks());
        }

        @Override
        public void close() {
            die();
            own.close();
        }

        private <T> T through(Class<T> type, T store) {
            return type.cast(Proxy.newProxyInstance(
                    type.getClassLoader(), new Class<?>[] {type}, (proxy, method, args) -> call(store, method, args)));
        }

        private @Nullable Object call(Object store, Method method, Object[] args)
                throws IllegalAccessException, InvocationTargetException {
            if (args[0] instanceof BusListener hears) {
                bus = hears;
            } else if (args[0] instanceof PresenceListener hears) {
                presence = hears;
            } else if (args[0] instanceof LockListener hears) {
                locks = hears;
            } else if (!dead) {
                return subscriptionsOf(method, args[0], () -> method.invoke(store, args));
            } else if (CompletionStage.class.isAssignableFrom(method.getReturnType())) {
                Object refusal = CompletableFuture.failedStage(new IOException("the node is dead"));
                return refusal;
            }
            return null;
        }

        private @Nullable Object subscriptionsOf(Method method, Object first, Call call)
                throws IllegalAccessException, InvocationTargetException {
            if (method.getName().equals("subscribe")) {
                subscribed.add((Channel) first);
            } else if (method.getName().equals("unsubscribe")) {
                subscribed.remove((Channel) first);
            }
            return call.call();
        }
    }

    private interface Call {
        @Nullable
        Object call() throws IllegalAccessException, InvocationTargetException;
    }
}
