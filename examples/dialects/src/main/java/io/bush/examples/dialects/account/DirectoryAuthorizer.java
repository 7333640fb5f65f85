package io.bush.examples.dialects.account;

import io.bush.examples.dialects.wire.Rooms;
import io.bush.realtime.auth.ChannelAuthorizer;
import io.bush.realtime.auth.Grant;
import io.bush.realtime.auth.Principal;
import io.bush.realtime.channel.Channel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Who may subscribe to what, for every dialect alike: denied unless the directory says otherwise. Thread safety: any thread. */
public final class DirectoryAuthorizer implements ChannelAuthorizer {

    private final Directory directory;

    /** Asks this directory. */
    public DirectoryAuthorizer(Directory directory) {
        this.directory = directory;
    }

    @Override
    public CompletionStage<@Nullable Grant> authorize(Principal principal, Channel channel) {
        return CompletableFuture.completedFuture(judge(principal.id(), channel));
    }

    private Grant judge(String user, Channel channel) {
        if (channel.equals(Rooms.NEWS)) {
            // What every client of a dialect has to hear, and nothing of anybody's.
            return Grant.allow().withRights();
        }
        if (channel.type().equals("user") || channel.type().equals("contacts")) {
            return channel.id().equals(user) ? Grant.allow().withRights() : Grant.DENIED;
        }
        Channel ground = directory.ground(user, channel);
        return ground == null ? Grant.DENIED : Grant.allow(ground.name(), ground.name() + ":" + user);
    }
}
