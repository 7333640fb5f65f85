package io.bush.examples.dialects;

import io.bush.examples.dialects.account.Directory;
import io.bush.examples.dialects.account.Tokens;
import io.bush.examples.dialects.activity.ConnectionEvents;
import io.bush.examples.dialects.activity.OnlineUsers;
import io.bush.examples.dialects.activity.Typing;
import io.bush.examples.dialects.activity.TypingCall;
import io.bush.examples.dialects.conversations.ConversationEvents;
import io.bush.examples.dialects.conversations.Messages;
import io.bush.examples.dialects.conversations.SendMessage;
import io.bush.examples.dialects.reyna.BlobCalls;
import io.bush.examples.dialects.reyna.NatsEvents;
import io.bush.examples.dialects.reyna.ReynaEvents;
import io.bush.realtime.RealtimeNode;
import io.bush.realtime.call.CallHandler;
import io.bush.realtime.call.Calls;
import io.bush.realtime.observe.RealtimeListener;
import java.time.Clock;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

/** What the application consists of besides the node. Thread safety: any thread, once the node is there. */
final class Services {

    private final Directory directory;
    private final Tokens tokens;
    private final ScheduledExecutorService timer;
    private final Typing typing;
    private final OnlineUsers online;
    private final ConversationEvents conversations = new ConversationEvents();
    private final Messages messages;
    private final ReynaEvents reyna;
    private final BlobCalls blobs;
    /** Where seed 003's events come from; null without one, and until the node is there. */
    private volatile @Nullable NatsEvents source;

    Services(Directory directory, Tokens tokens, Choices choices) {
        this.directory = directory;
        this.tokens = tokens;
        this.timer = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread thread = new Thread(work, "dialects-timer");
            thread.setDaemon(true);
            return thread;
        });
        this.typing = new Typing(timer, choices.typing());
        this.online = new OnlineUsers(directory, timer, choices.absence());
        this.messages = new Messages(directory, conversations);
        this.reyna = new ReynaEvents(directory, Clock.systemUTC(), timer);
        this.blobs = new BlobCalls(directory, reyna, Clock.systemUTC());
    }

    /** What the node calls when connections come and go. */
    RealtimeListener listener() {
        return new ConnectionEvents(typing, online);
    }

    /** What clients can call. None of it waits for anything, so that it may run on the node's lanes. */
    Calls calls() {
        return Calls.none()
                .with(TypingCall.METHOD, TypingCall.Params.class, new TypingCall(directory, typing))
                .with(
                        SendMessage.METHOD,
                        SendMessage.Params.class,
                        CallHandler.blocking(Runnable::run, new SendMessage(messages)))
                .with(BlobCalls.CREATE, BlobCalls.CreateBlob.class, CallHandler.blocking(Runnable::run, blobs::create))
                .with(
                        BlobCalls.PROCESS,
                        BlobCalls.ProcessBlob.class,
                        CallHandler.blocking(Runnable::run, blobs::process));
    }

    /** The node is there. */
    void tellThrough(RealtimeNode node, Choices choices) {
        typing.tellThrough(node);
        online.tellThrough(node);
        conversations.tellThrough(node);
        // The log answers within a second, or says that it cannot.
        reyna.tellThrough(node).toCompletableFuture().join();
        if (choices.nats() != null) {
            try {
                source = NatsEvents.follow(choices.nats(), reyna, choices.natsRetry());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while starting", e);
            }
        }
    }

    ReynaEvents reyna() {
        return reyna;
    }

    boolean sourceIsUp() {
        NatsEvents known = source;
        return known != null && known.isUp();
    }

    Directory directory() {
        return directory;
    }

    Tokens tokens() {
        return tokens;
    }

    Messages messages() {
        return messages;
    }

    ConversationEvents conversations() {
        return conversations;
    }

    /** Nothing more comes from outside. */
    void stopListening() {
        NatsEvents known = source;
        if (known != null) {
            known.close();
        }
    }

    void close() {
        timer.shutdownNow();
    }
}
