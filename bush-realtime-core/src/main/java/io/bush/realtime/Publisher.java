package io.bush.realtime;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.bush.realtime.bus.Bus;
import io.bush.realtime.channel.ChannelType;
import io.bush.realtime.channel.ChannelTypes;
import io.bush.realtime.channel.Event;
import io.bush.realtime.channel.EventContent;
import io.bush.realtime.channel.EventType.Delivery;
import io.bush.realtime.channel.Payload;
import io.bush.realtime.channel.Position;
import io.bush.realtime.channel.ViewClass;
import io.bush.realtime.eventlog.AppendResult;
import io.bush.realtime.eventlog.EventLog;
import io.bush.realtime.internal.connection.Counters;
import io.bush.realtime.observe.RealtimeListener;
import io.bush.realtime.protocol.Dialect;
import io.bush.realtime.protocol.Frame;
import io.bush.realtime.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Turns a publication into an event and hands it to the log or the bus (contract P4). Thread safety: any thread. */
final class Publisher {

    /** Largest encoded event. */
    private static final int MAX_EVENT_BYTES = 64 * 1024;
    /** Below this an event fits, whatever its envelope. */
    private static final int CERTAINLY_FITS_BYTES = MAX_EVENT_BYTES - 1_024;

    private final EventLog log;
    private final Bus bus;
    private final ThisNode local;
    private final ChannelTypes types;
    private final ObjectMapper mapper;
    private final Dialect dialect;
    private final Clock clock;
    private final RealtimeListener listener;
    private final Counters counters;

    /** Who gets an event that the back end certainly did not take. */
    interface ThisNode {

        /** Delivers it here; false when it must not be, or nobody is here. */
        boolean deliver(EventContent content, Delivery delivery);
    }

    Publisher(
            EventLog log,
            Bus bus,
            ThisNode local,
            ChannelTypes types,
            ObjectMapper mapper,
            Dialect dialect,
            Clock clock,
            RealtimeListener listener,
            Counters counters) {
        this.log = log;
        this.bus = bus;
        this.local = local;
        this.types = types;
        this.mapper = mapper;
        this.dialect = dialect;
        this.clock = clock;
        this.listener = listener;
        this.counters = counters;
    }

    CompletionStage<PublishResult> publish(Publication publication) {
        ChannelType type = types.require(publication.channel());
        EventContent content = content(publication);
        CompletionStage<PublishResult> result;
        if (!fits(content)) {
            result = done(new PublishResult.Rejected(
                    PublishResult.Cause.TOO_LARGE,
                    "event " + content.name() + " is above " + MAX_EVENT_BYTES + " bytes when encoded"));
        } else if (publication.delivery() == Delivery.VOLATILE) {
            result = bus.announce(new Event(content, null))
                    .<PublishResult>thenApply(sent -> new PublishResult.Volatile())
                    .exceptionally(failure -> notSent(content, Delivery.VOLATILE, failure));
        } else {
            result = log.append(content, type.retention(), publication.idempotencyKey())
                    .thenApply(appended -> result(content, appended))
                    .exceptionally(PublishResult.Unknown::new);
        }
        return result.thenApply(outcome -> {
            counters.published.increment();
            listener.published(content.channel(), content.name(), outcome.outcome());
            return outcome;
        });
    }

    private EventContent content(Publication publication) {
        Payload data = Payload.of(mapper, publication.data());
        Object guestData = publication.guestData();
        return new EventContent(
                publication.channel(),
                publication.event(),
                clock.wallTime().truncatedTo(ChronoUnit.MILLIS),
                data,
                // Usually guests see the very same data: then it is written and kept once.
                guestData == null ? null : guestData == publication.data() ? data : Payload.of(mapper, guestData),
                publication.userId(),
                publication.exceptConnection(),
                publication.exceptUser(),
                publication.conflationKey());
    }

    private boolean fits(EventContent content) {
        for (ViewClass view : ViewClass.values()) {
            Payload data = content.dataFor(view);
            if (data != null
                    && data.sizeBytes() > CERTAINLY_FITS_BYTES
                    && encodedBytes(content, view) > MAX_EVENT_BYTES) {
                return false;
            }
        }
        return true;
    }

    /** The size with a position of the usual length: every position has it. */
    private int encodedBytes(EventContent content, ViewClass view) {
        Position anywhere = Position.start(content.channel(), Position.epoch(0, 0));
        Event event = new Event(content, new Event.Entry(anywhere, anywhere.tag(), content.timestamp()));
        Frame frame = dialect.encode(event, view);
        return frame == null ? 0 : frame.sizeBytes();
    }

    private PublishResult result(EventContent content, AppendResult appended) {
        if (appended instanceof AppendResult.Stored stored) {
            return new PublishResult.Durable(stored.position().eventId(content.channel()));
        }
        if (appended instanceof AppendResult.NotSent notSent) {
            return notSent(content, Delivery.DURABLE, notSent.cause());
        }
        AppendResult.Unknown unknown = (AppendResult.Unknown) appended;
        return new PublishResult.Unknown(unknown.cause());
    }

    /** It is certain that nobody has it: then this node's subscribers may (contract §7). */
    private PublishResult notSent(EventContent content, Delivery delivery, Throwable failure) {
        if (local.deliver(content, delivery)) {
            counters.localOnly.increment();
            return new PublishResult.LocalOnly();
        }
        return new PublishResult.Rejected(
                PublishResult.Cause.UNAVAILABLE, "the back end is not available: " + failure.getMessage());
    }

    private static CompletionStage<PublishResult> done(PublishResult result) {
        return CompletableFuture.completedFuture(result);
    }
}
