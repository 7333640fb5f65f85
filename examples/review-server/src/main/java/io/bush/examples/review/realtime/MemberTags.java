package io.bush.examples.review.realtime;

import io.bush.realtime.auth.ChannelAuthorizer;
import io.bush.realtime.auth.Grant;
import io.bush.realtime.auth.Principal;
import io.bush.realtime.channel.Channel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Adds to every grant that rests on a project a tag for this member of it. {@code project:proj_x} names everybody there;
 * this one names what a single member has there, their subscriptions to its files included. Thread safety: as its rules.
 */
final class MemberTags implements ChannelAuthorizer {

    private static final String PROJECT = "project:";

    private final ChannelAuthorizer rules;

    MemberTags(ChannelAuthorizer rules) {
        this.rules = rules;
    }

    static String of(String projectId, String userId) {
        return "member:" + projectId + ":" + userId;
    }

    @Override
    public CompletionStage<@Nullable Grant> authorize(Principal principal, Channel channel) {
        return rules.authorize(principal, channel).thenApply(grant -> grant == null ? null : tagged(principal, grant));
    }

    private static Grant tagged(Principal principal, Grant grant) {
        List<String> tags = new ArrayList<>(grant.tags());
        grant.tags().stream()
                .filter(tag -> tag.startsWith(PROJECT))
                .map(tag -> of(tag.substring(PROJECT.length()), principal.id()))
                .forEach(tags::add);
        return new Grant(grant.allowed(), tags, grant.accessSince(), grant.rights());
    }
}
