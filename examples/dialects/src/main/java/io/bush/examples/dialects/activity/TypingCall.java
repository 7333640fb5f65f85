package io.bush.examples.dialects.activity;

import io.bush.examples.dialects.account.Directory;
import io.bush.examples.dialects.wire.Rooms;
import io.bush.realtime.call.CallFailedException;
import io.bush.realtime.call.CallHandler;
import io.bush.realtime.call.Caller;
import io.bush.realtime.channel.Channel;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** What typing is for a node: a call, so that the server decides who may be seen typing where. Thread safety: any thread. */
public final class TypingCall implements CallHandler<TypingCall.Params> {

    /** The call's name. */
    public static final String METHOD = "typing";

    private final Directory directory;
    private final Typing typing;

    /** Judges by this directory. */
    public TypingCall(Directory directory, Typing typing) {
        this.directory = directory;
        this.typing = typing;
    }

    /**
     * What is said.
     *
     * @param room the room's name
     * @param typing whether they type
     */
    public record Params(String room, boolean typing) {

        /** Refuses an absent room. */
        public Params {
            Objects.requireNonNull(room, "room");
        }
    }

    @Override
    public CompletionStage<? extends @Nullable Object> handle(Caller caller, Params params) {
        Channel room = Rooms.channel(params.room());
        if (!directory.mayRead(caller.principal().id(), room)) {
            return CompletableFuture.failedFuture(new CallFailedException("forbidden", "Not allowed in this room"));
        }
        if (params.typing()) {
            typing.started(room, caller.principal().id(), caller.connectionId());
        } else {
            typing.stopped(room, caller.connectionId());
        }
        return CompletableFuture.completedFuture(null);
    }
}
