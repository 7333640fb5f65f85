package io.bush.realtime.internal.connection;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The open connections of a node, by id in the order they were opened, and by principal. Thread safety: safe for use by
 * any thread; the lock is this object, held only for the map's own work.
 */
public final class ConnectionRegistry {

    /** Guarded by this. */
    private final Map<String, Connection> byId = new LinkedHashMap<>();
    /** Authenticated connections by principal, immutable lists, because most have one; guarded by this. */
    private final Map<String, List<Connection>> byPrincipal = new TreeMap<>();
    /** Guest connections by share; guarded by this. */
    private final Map<String, Integer> guestsByShare = new TreeMap<>();
    /** Connections that have no principal yet; guarded by this. */
    private int unauthenticated;
    /** Whether newcomers are refused; guarded by this, never reset. */
    private boolean shut;
    /** Sockets that have not ended: of open connections, and of closed ones whose close is on its way; guarded by this. */
    private int sockets;
    /** What to run when no connection is left; guarded by this. */
    private final List<Runnable> onEmpty = new ArrayList<>();
    /** What to run when no socket is left either; guarded by this. */
    private final List<Runnable> onGone = new ArrayList<>();

    /** Makes an empty registry. */
    public ConnectionRegistry() {}

    /** Takes a connection in; false once the registry is shut. */
    synchronized boolean opened(Connection connection) {
        if (shut) {
            return false;
        }
        byId.put(connection.id(), connection);
        unauthenticated++;
        sockets++;
        return true;
    }

    /** Takes no connection in any more. One instant: a connection is either refused, or listed from then on. */
    public synchronized void shut() {
        shut = true;
    }

    /**
     * Tells whether newcomers are refused.
     *
     * @return true once shut
     */
    public synchronized boolean isShut() {
        return shut;
    }

    synchronized void identified(Connection connection, String principalId) {
        List<Connection> known = of(principalId);
        if (byId.containsKey(connection.id()) && !known.contains(connection)) {
            List<Connection> more = new ArrayList<>(known);
            more.add(connection);
            byPrincipal.put(principalId, List.copyOf(more));
            unauthenticated--;
        }
    }

    void closed(Connection connection, @Nullable String principalId) {
        if (takeOut(connection, principalId)) {
            runWhatIsDue();
        }
    }

    /** The socket of a connection that was taken in has ended: once for each. */
    void socketEnded() {
        synchronized (this) {
            sockets--;
        }
        runWhatIsDue();
    }

    private synchronized boolean takeOut(Connection connection, @Nullable String principalId) {
        if (byId.remove(connection.id()) == null) {
            return false;
        }
        if (principalId == null) {
            unauthenticated--;
            return true;
        }
        List<Connection> left = new ArrayList<>(of(principalId));
        left.remove(connection);
        if (left.isEmpty()) {
            byPrincipal.remove(principalId);
        } else {
            byPrincipal.put(principalId, List.copyOf(left));
        }
        return true;
    }

    /**
     * Runs a task once when no connection is left: at once if none is open. By then each has given back what it held.
     *
     * @param task what to run, on any thread
     */
    public void whenEmpty(Runnable task) {
        synchronized (this) {
            onEmpty.add(task);
        }
        runWhatIsDue();
    }

    /**
     * Runs a task once when no connection and no socket is left: at once if there is none. By then each close is out, or was
     * given up.
     *
     * @param task what to run, on any thread
     */
    public void whenGone(Runnable task) {
        synchronized (this) {
            onGone.add(task);
        }
        runWhatIsDue();
    }

    private void runWhatIsDue() {
        List<Runnable> due = new ArrayList<>();
        synchronized (this) {
            if (byId.isEmpty()) {
                due.addAll(onEmpty);
                onEmpty.clear();
            }
            if (byId.isEmpty() && sockets == 0) {
                due.addAll(onGone);
                onGone.clear();
            }
        }
        due.forEach(Runnable::run);
    }

    /**
     * Counts a guest in, unless its share has as many as it may.
     *
     * @param shareId the share
     * @param limit most guests
     * @return whether there was room
     */
    public synchronized boolean admitGuest(String shareId, int limit) {
        int present = guestsByShare.getOrDefault(shareId, 0);
        if (present >= limit) {
            return false;
        }
        guestsByShare.put(shareId, present + 1);
        return true;
    }

    /**
     * Counts a guest out.
     *
     * @param shareId the share
     */
    public synchronized void releaseGuest(String shareId) {
        guestsByShare.computeIfPresent(shareId, (id, present) -> present == 1 ? null : present - 1);
    }

    /**
     * Finds a connection.
     *
     * @param id its id
     * @return the connection, or null when it is not open here
     */
    public synchronized @Nullable Connection find(String id) {
        return byId.get(id);
    }

    /**
     * Lists the open connections.
     *
     * @return a new list, in the order they were opened
     */
    public synchronized List<Connection> all() {
        return new ArrayList<>(byId.values());
    }

    /**
     * Lists a principal's connections.
     *
     * @param principalId the user or guest
     * @return an immutable list, in the order they were authenticated
     */
    public synchronized List<Connection> of(String principalId) {
        return byPrincipal.getOrDefault(principalId, List.of());
    }

    /**
     * Counts connections.
     *
     * @return how many are open
     */
    public synchronized int size() {
        return byId.size();
    }

    /**
     * Counts connections without a principal.
     *
     * @return how many
     */
    public synchronized int unauthenticated() {
        return unauthenticated;
    }

    /**
     * Counts principals.
     *
     * @return how many have a connection
     */
    public synchronized int principals() {
        return byPrincipal.size();
    }
}
