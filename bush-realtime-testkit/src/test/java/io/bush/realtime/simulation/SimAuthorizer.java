package io.bush.realtime.simulation;

import io.bush.realtime.auth.ChannelAuthorizer;
import io.bush.realtime.auth.Grant;
import io.bush.realtime.auth.Grant.Right;
import io.bush.realtime.auth.Principal;
import io.bush.realtime.channel.Channel;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** An application that looks access up in a replica, and answers soon, late, with a failure, or never. */
final class SimAuthorizer implements ChannelAuthorizer {

    private final Scene scene;
    private final List<SimClient> clients;

    SimAuthorizer(Scene scene, List<SimClient> clients) {
        this.scene = scene;
        this.clients = clients;
    }

    static String who(Principal principal) {
        return principal instanceof Principal.ShareGuest guest ? guest.shareId() : principal.id();
    }

    static String tag(String who) {
        return "acl:" + who;
    }

    @Override
    public CompletionStage<@Nullable Grant> authorize(Principal principal, Channel channel) {
        return authorizeAll(principal, List.of(channel)).thenApply(grants -> grants.get(0));
    }

    /** One answer for all, because they share one fate. */
    @Override
    public CompletionStage<List<@Nullable Grant>> authorizeAll(Principal principal, List<Channel> channels) {
        String who = who(principal);
        List<@Nullable Grant> grants = new ArrayList<>();
        for (Channel channel : channels) {
            grants.add(look(who, channel));
            scene.access.asked(who, channel);
        }
        mayBeHeld(who, channels);
        CompletableFuture<List<@Nullable Grant>> answer = new CompletableFuture<>();
        if (scene.faults.authFails()) {
            scene.saw(Seen.FAILED_ANSWERS);
            return fail(answer, rechecked(who, channels), who);
        }
        if (scene.faults.authIsLate()) {
            holdAfter(Swarm.ASK_DEADLINE, rechecked(who, channels), who);
            Duration late = Swarm.ASK_DEADLINE.plusMillis(1 + scene.random.nextInt(4_000));
            scene.later(late, () -> {
                scene.saw(Seen.LATE_ANSWERS);
                scene.trace.note("access late answer for " + who + " " + channels + ": " + grants);
                answer.complete(grants);
            });
            return answer;
        }
        scene.later(scene.faults.authDelay(), () -> {
            for (int i = 0; i < channels.size(); i++) {
                Grant grant = grants.get(i);
                scene.access.answered(
                        who,
                        channels.get(i),
                        grant != null && grant.allowed(),
                        grant == null ? null : grant.accessSince());
            }
            scene.trace.note(grants.size(), () -> "access answer for " + who + " " + channels + ": " + grants);
            answer.complete(grants);
        });
        return answer;
    }

    /** Whoever is asked about again may be held meanwhile, and is served from the log then. */
    private void mayBeHeld(String who, List<Channel> channels) {
        for (SimClient client : clients) {
            ConnectionCheck check = client.check();
            if (client.who().equals(who)
                    && check != null
                    && channels.stream()
                            .anyMatch(channel -> check.stream(channel).live())) {
                check.reads();
            }
        }
    }

    private <T> CompletableFuture<T> fail(CompletableFuture<T> answer, Recheck rechecked, String who) {
        if (scene.chance(10)) {
            holdAfter(Duration.ZERO, rechecked, who);
            throw new IllegalStateException("the replica is away");
        }
        if (scene.chance(70)) {
            scene.later(scene.faults.authDelay(), () -> {
                holdAfter(Duration.ZERO, rechecked, who);
                answer.completeExceptionally(new IOException("no replica"));
            });
        } else {
            holdAfter(Swarm.ASK_DEADLINE, rechecked, who);
        }
        return answer;
    }

    /** A question about subscriptions in force; it is certain only while one connection alone can have asked. */
    private record Recheck(@Nullable ConnectionCheck by, List<Channel> channels, List<Long> confirms) {}

    private Recheck rechecked(String who, List<Channel> channels) {
        List<SimClient> asking =
                clients.stream().filter(client -> client.who().equals(who)).toList();
        ConnectionCheck by = asking.size() == 1 ? asking.get(0).check() : null;
        List<Channel> settled =
                by == null ? List.of() : channels.stream().filter(by::settledOn).toList();
        List<Long> confirms = by == null
                ? List.of()
                : settled.stream().map(channel -> by.stream(channel).confirms()).toList();
        return new Recheck(by, settled, confirms);
    }

    private void holdAfter(Duration delay, Recheck recheck, String who) {
        ConnectionCheck by = recheck.by();
        if (by == null || recheck.channels().isEmpty()) {
            return;
        }
        Runnable hold = () -> {
            for (int i = 0; i < recheck.channels().size(); i++) {
                Channel channel = recheck.channels().get(i);
                // A later subscription has its own grant; nobody waits for this answer any more.
                boolean same = by.settledOn(channel)
                        && by.stream(channel).confirms() == recheck.confirms().get(i);
                if (same && !by.isEnded()) {
                    scene.access.unknown(who, channel);
                }
            }
        };
        if (delay.isZero()) {
            hold.run();
        } else {
            scene.world.time().schedule(delay, hold);
        }
    }

    private @Nullable Grant look(String who, Channel channel) {
        long asOf = Math.max(0, scene.now() - scene.faults.staleness().toNanos());
        if (!scene.access.allowedAt(who, channel, asOf)) {
            return scene.random.nextBoolean() ? Grant.DENIED : null;
        }
        Instant since = scene.access.allowedSince(who, channel, asOf);
        return Grant.allow(tag(who))
                .since(scene.swarm.accessSince ? since : null)
                .withRights(scene.access.rightsAt(who, channel, asOf).toArray(new Right[0]));
    }
}
