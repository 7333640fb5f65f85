package io.bush.realtime.internal.sideband;

import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.ViewClass;
import io.bush.realtime.internal.connection.Connection;
import io.bush.realtime.internal.connection.OutboundStream;
import io.bush.realtime.protocol.Dialect;

/**
 * A subscriber as the sideband sees it. Thread safety: {@link #live} on the channel's lane only; the rest is safe for use by
 * any thread.
 */
public abstract class Viewer extends OutboundStream {

    private final Connection connection;
    private final ViewClass view;

    /**
     * Makes a viewer.
     *
     * @param channel what it views
     * @param connection whose
     * @param view how much it is shown
     */
    protected Viewer(Channel channel, Connection connection, ViewClass view) {
        super(channel);
        this.connection = connection;
        this.view = view;
    }

    /** Returns whose it is. */
    public final Connection connection() {
        return connection;
    }

    /** Returns how much it is shown. */
    public final ViewClass view() {
        return view;
    }

    /** Returns how it is written to. */
    public final Dialect dialect() {
        return connection.dialect();
    }

    /** Tells whether it gets everything as it comes. */
    public abstract boolean live();

    /** Tells its session of locks that it may hold. */
    public abstract void onLocks(LockNews news);
}
