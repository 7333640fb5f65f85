package io.bush.realtime.internal.connection;

import io.bush.realtime.channel.Channel;
import io.bush.realtime.observe.RealtimeListener.DropReason;
import io.bush.realtime.protocol.Frame;
import io.bush.realtime.transport.FrameBatch;
import io.bush.realtime.transport.OutboundLimits;
import io.bush.realtime.transport.Transport;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What waits to be sent on one connection: bounded in bytes, one write in flight, a backlog leaves as one write
 * (contract §3.12, P9).
 *
 * <p>An idle queue hands a batch straight to the transport and holds nothing; only a busy one has a {@link Backlog}. The
 * streams of its channels are confirmed and ended here, under one lock, which makes either one instant (P5). Thread
 * safety: safe for use by any thread; the lock is this object and is never held while the transport or an owner is called.
 */
public final class OutboundQueue implements Transport.Completion {

    /** How an offer ended. */
    public enum Offer {
        /** Sent or queued. */
        ACCEPTED,
        /** The stream or the connection is over. */
        ENDED,
        /** The queue is full: the stream has to be served from the log. */
        FULL
    }

    /** What to do with a stream's queued frames when it ends. */
    public enum Ending {
        /** They are dropped: access is gone. */
        PURGE,
        /** They are still sent: everything up to the end was granted. */
        KEEP
    }

    /** What a queue tells its connection. Called without a lock, on any thread. */
    interface Owner {
        long nanoTime();

        void sent(int frames, int bytes);

        void dropped(Channel channel, DropReason reason, int count);

        void sendFailed(Throwable failure);

        void overflowed();
    }

    /** More than a replay and the seam behind it can put on top of the limit, envelopes included. */
    private static final int MOST_READ_BYTES = 4 << 20;

    // Bytes, not an enum: a reference stored in an old object with each send is work for the collector.
    private static final byte IDLE = 0;
    private static final byte STARTED = 1;
    private static final byte RETURNED = 2;

    private final Transport transport;
    private final OutboundLimits limits;
    private final Owner owner;

    /** Where the one write in flight stands; guarded by this. */
    private byte flight = IDLE;
    /** Whether the write completed before the transport returned; guarded by this. */
    private boolean completedInline;
    /** When the write in flight began; guarded by this. */
    private long flightSince;
    /** What waits; null while nothing does; guarded by this. */
    private @Nullable Backlog backlog;
    /** Nothing is accepted any more; guarded by this. */
    private boolean closed;
    /** What to run when the queue has room again; null while nobody waits; guarded by this. */
    private @Nullable List<Runnable> onRoom;
    /** Whether a replay may fill the queue beyond its limit just now; guarded by this. */
    private boolean replayReserved;
    /** What to run when everything is sent; guarded by this. */
    private @Nullable Runnable onFlushed;

    OutboundQueue(Transport transport, OutboundLimits limits, Owner owner) {
        this.transport = transport;
        this.limits = limits;
        this.owner = owner;
    }

    /** Sends a control frame of no stream, whatever waits. */
    public void control(Frame frame) {
        put(null, FrameBatch.of(frame), null);
    }

    /**
     * Sends frames of a stream on top of the limit: its reset or position, or what it read from the log. Whoever reads
     * holds back the next page while {@link #overLimit}. False when the stream is over.
     */
    public boolean page(OutboundStream stream, FrameBatch batch) {
        return put(stream, batch, stream);
    }

    /** Sends events of a stream unless the queue is full; nothing is taken in part. */
    public Offer offer(OutboundStream stream, Delivery delivery) {
        FrameBatch now = null;
        int replaced = 0;
        synchronized (this) {
            if (mayNotSend(stream)) {
                return Offer.ENDED;
            }
            if (flight == IDLE) {
                now = takeOff(delivery.batch());
            } else if (exceeds(delivery.batch().sizeBytes())) {
                return Offer.FULL;
            } else {
                replaced = backlog().add(delivery, stream);
            }
        }
        start(now);
        report(stream.channel(), DropReason.CONFLATED, replaced);
        return Offer.ACCEPTED;
    }

    /** Sends the reply to a request that rests on a stream; it stays when the stream ends. False when that is over. */
    public boolean reply(OutboundStream stream, Frame frame) {
        return put(stream, FrameBatch.of(frame), null);
    }

    /**
     * Puts a stream in force, and in the place of an earlier one of the same channel, in one instant. What the earlier one
     * queued stays. False when the new stream is already over.
     */
    public boolean confirm(OutboundStream stream, @Nullable OutboundStream previous, @Nullable Frame frame) {
        FrameBatch now;
        synchronized (this) {
            if (mayNotSend(stream)) {
                return false;
            }
            if (previous != null) {
                previous.markEnded();
            }
            stream.markConfirmed();
            // It is the reply to a request: not dropped with what the stream queues.
            now = frame == null ? null : admit(FrameBatch.of(frame), null);
        }
        start(now);
        return true;
    }

    /** Ends a stream that was not confirmed yet. False when it was confirmed or over before; then nothing is sent. */
    public boolean refuse(OutboundStream stream, @Nullable Frame refusal) {
        FrameBatch now;
        synchronized (this) {
            if (stream.confirmed() || stream.ended()) {
                return false;
            }
            stream.markEnded();
            now = refusal == null ? null : admit(FrameBatch.of(refusal), null);
        }
        start(now);
        return true;
    }

    /**
     * Ends a stream in one instant: nothing of it is queued or handed to the transport afterwards, except by KEEP what was
     * queued before. PURGE also drops what earlier streams of the channel queued. False when it was already over; then
     * nothing is sent.
     */
    public boolean end(OutboundStream stream, @Nullable Frame last, Ending ending) {
        FrameBatch now;
        int purged = 0;
        synchronized (this) {
            if (stream.ended()) {
                return false;
            }
            stream.markEnded();
            if (ending == Ending.PURGE && backlog != null) {
                purged = backlog.purge(stream.channel());
            }
            now = last == null ? null : admit(FrameBatch.of(last), null);
        }
        start(now);
        report(stream.channel(), DropReason.SUBSCRIPTION_ENDED, purged);
        runIfRoom();
        return true;
    }

    /**
     * Takes the right to put one replay on top of the limit; false while another replay has it or the queue is more than
     * half full. Ask again by {@link #whenRoom}.
     */
    public synchronized boolean reserveReplay() {
        if (replayReserved || waitingBytes() > limits.maxQueuedBytes() / 2) {
            return false;
        }
        replayReserved = true;
        return true;
    }

    /** Gives the right of {@link #reserveReplay} back. */
    public void releaseReplay() {
        synchronized (this) {
            replayReserved = false;
        }
        runIfRoom();
    }

    /**
     * Runs a task once when the queue is at most a quarter full and no replay is reserved: at once if it is so now. The
     * task must be quick; it runs on any thread, and never once the queue is closed.
     */
    public void whenRoom(Runnable task) {
        synchronized (this) {
            if (closed) {
                return;
            }
            if (onRoom == null) {
                onRoom = new ArrayList<>(1);
            }
            onRoom.add(task);
        }
        runIfRoom();
    }

    /** Tells whether more waits than the limit allows. */
    public synchronized boolean overLimit() {
        return exceeds(0);
    }

    /** Returns the bytes that wait, without the write in flight. */
    public synchronized int queuedBytes() {
        return waitingBytes();
    }

    /** Returns how long the write in flight has been under way in nanoseconds, 0 when none is. */
    synchronized long flightAge(long now) {
        return flight == IDLE ? 0 : now - flightSince;
    }

    /** Runs a task once everything queued so far is sent: at once when nothing is. */
    void whenFlushed(Runnable task) {
        synchronized (this) {
            if (flight != IDLE && !closed) {
                onFlushed = task;
                return;
            }
        }
        task.run();
    }

    /** Drops everything and accepts nothing any more. */
    synchronized void close() {
        closed = true;
        backlog = null;
        onRoom = null;
        onFlushed = null;
    }

    @Override
    public void completed(@Nullable Throwable failure) {
        if (failure != null) {
            owner.sendFailed(failure);
            return;
        }
        FrameBatch next;
        synchronized (this) {
            if (flight == IDLE) {
                return;
            }
            if (flight == STARTED) {
                completedInline = true;
                return;
            }
            next = takeNext();
        }
        start(next);
        afterProgress();
    }

    /** Sends or queues, on top of the limit, what rests on one stream and is dropped with another; null: with none. */
    private boolean put(@Nullable OutboundStream restsOn, FrameBatch batch, @Nullable OutboundStream of) {
        FrameBatch now;
        synchronized (this) {
            if (mayNotSend(restsOn)) {
                return false;
            }
            now = admit(batch, of);
        }
        start(now);
        return true;
    }

    /** Whether a stream's frames may not be sent: guarded by this. */
    private boolean mayNotSend(@Nullable OutboundStream stream) {
        return closed || (stream != null && stream.ended());
    }

    /** Whether more bytes would break the limit: guarded by this. */
    private boolean exceeds(int moreBytes) {
        return waitingBytes() + moreBytes > limits.maxQueuedBytes();
    }

    private int waitingBytes() {
        return backlog == null ? 0 : backlog.bytes();
    }

    private Backlog backlog() {
        if (backlog == null) {
            backlog = new Backlog();
        }
        return backlog;
    }

    /** Takes off when idle, else queues: guarded by this. */
    private @Nullable FrameBatch admit(FrameBatch batch, @Nullable OutboundStream stream) {
        if (closed) {
            return null;
        }
        if (flight == IDLE) {
            return takeOff(batch);
        }
        backlog().add(batch, stream);
        return null;
    }

    private FrameBatch takeOff(FrameBatch batch) {
        flight = STARTED;
        completedInline = false;
        flightSince = owner.nanoTime();
        return batch;
    }

    /** The next write from the backlog, or idle: guarded by this. */
    private @Nullable FrameBatch takeNext() {
        FrameBatch next = closed || backlog == null ? null : backlog.take(limits);
        if (next == null) {
            flight = IDLE;
            backlog = null;
            return null;
        }
        return takeOff(next);
    }

    /** Hands over, and goes on in a loop while the transport completes inline: no recursion however long the backlog. */
    private void start(@Nullable FrameBatch first) {
        if (first == null) {
            if (queuedBytes() > 2L * limits.maxQueuedBytes() + MOST_READ_BYTES) {
                owner.overflowed();
            }
            return;
        }
        FrameBatch batch = first;
        boolean progressed = false;
        while (batch != null) {
            owner.sent(batch.frames().size(), batch.sizeBytes());
            transport.send(batch, this);
            synchronized (this) {
                if (!completedInline) {
                    flight = RETURNED;
                    break;
                }
                batch = takeNext();
            }
            progressed = true;
        }
        if (progressed) {
            afterProgress();
        }
    }

    private void afterProgress() {
        runIfRoom();
        Runnable flushed;
        synchronized (this) {
            if (flight != IDLE || onFlushed == null) {
                return;
            }
            flushed = onFlushed;
            onFlushed = null;
        }
        flushed.run();
    }

    private void runIfRoom() {
        List<Runnable> tasks;
        synchronized (this) {
            if (onRoom == null || replayReserved || waitingBytes() > limits.maxQueuedBytes() / 4) {
                return;
            }
            tasks = onRoom;
            onRoom = null;
        }
        tasks.forEach(Runnable::run);
    }

    private void report(Channel channel, DropReason reason, int count) {
        if (count > 0) {
            owner.dropped(channel, reason, count);
        }
    }
}
