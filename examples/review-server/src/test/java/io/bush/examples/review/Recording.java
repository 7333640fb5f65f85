package io.bush.examples.review;

import com.fasterxml.jackson.databind.JsonNode;
import io.bush.examples.review.http.Json;
import io.bush.realtime.Publication;
import io.bush.realtime.PublicationContent;
import io.bush.realtime.RealtimeNode;
import io.bush.realtime.auth.AccessSelector;
import io.bush.realtime.channel.Channel;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/** Writes down what an application tells its node, and passes it on. Thread safety: any thread. */
public final class Recording {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    /** In the order they came; guarded by {@code lock}. */
    private final List<Heard> heard = new ArrayList<>();

    /** An event, or a change of access under the name of the method. */
    public record Heard(Channel channel, String event, JsonNode data, boolean durable) {}

    /** Returns a node that does what another does, and is heard. */
    RealtimeNode of(RealtimeNode node) {
        return (RealtimeNode) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {RealtimeNode.class}, (proxy, method, arguments) -> {
                    Object first = arguments == null ? null : arguments[0];
                    if (first instanceof Publication publication) {
                        hear(publication);
                    } else if (first instanceof AccessSelector.OfUser user) {
                        hear(new Channel("user", user.userId()), method.getName());
                    } else if (method.getName().equals("closeChannel") && first instanceof Channel channel) {
                        hear(channel, method.getName());
                    }
                    try {
                        return method.invoke(node, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    /** Returns what was heard so far on a channel, in order. */
    List<Heard> on(String channel) {
        lock.lock();
        try {
            return heard.stream()
                    .filter(one -> one.channel().name().equals(channel))
                    .toList();
        } finally {
            lock.unlock();
        }
    }

    List<String> durableNamesOn(String channel) {
        return on(channel).stream().filter(Heard::durable).map(Heard::event).toList();
    }

    /** Waits until something was heard; what came before counts as well. */
    Heard await(String channel, String event) {
        return await(channel, one -> one.event().equals(event));
    }

    Heard await(String channel, Predicate<Heard> wanted) {
        long nanos = TimeUnit.SECONDS.toNanos(40);
        lock.lock();
        try {
            while (true) {
                Optional<Heard> found = on(channel).stream().filter(wanted).findFirst();
                if (found.isPresent()) {
                    return found.get();
                }
                if (nanos <= 0) {
                    throw new AssertionError("not heard on " + channel + "; heard there: " + on(channel));
                }
                nanos = changed.awaitNanos(nanos);
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        } finally {
            lock.unlock();
        }
    }

    private void hear(Publication publication) {
        JsonNode data = Json.MAPPER.valueToTree(PublicationContent.data(publication));
        boolean durable = !PublicationContent.isVolatile(publication);
        hear(new Heard(publication.channel(), publication.event(), data, durable));
    }

    private void hear(Channel channel, String change) {
        hear(new Heard(channel, change, Json.MAPPER.nullNode(), true));
    }

    private void hear(Heard one) {
        lock.lock();
        try {
            heard.add(one);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
