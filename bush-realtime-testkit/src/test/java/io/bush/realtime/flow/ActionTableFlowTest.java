package io.bush.realtime.flow;

import static io.bush.realtime.flow.FlowWorld.FILE;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.bush.realtime.auth.AccessSelector;
import io.bush.realtime.auth.Grant;
import io.bush.realtime.auth.Principal;
import io.bush.realtime.call.Calls;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.lock.LockAnswer;
import io.bush.realtime.lock.LockName;
import io.bush.realtime.lock.LockOwner;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every action in every state of a connection under every permission: what is not allowed here succeeds nowhere, and who is
 * denied a channel sees what they would see if it did not exist.
 */
@Tag("P5")
class ActionTableFlowTest {

    /** How far the connection is when it acts. */
    enum State {
        UNAUTHENTICATED,
        UNSUBSCRIBED,
        PENDING,
        SUBSCRIBED,
        HELD,
        REVOKED
    }

    /** What the application says about the channel. */
    enum Permission {
        NONE,
        ABSENT,
        VIEW,
        ALL
    }

    private static final Channel CHANNEL = FILE;
    private static final String WHERE = "'channel':'file','resource_id':'file_a'";

    private static final Map<String, String> ACTIONS = Map.of(
            "authenticate", "'token':'user_ann'",
            "subscribe", WHERE,
            "unsubscribe", WHERE,
            "presence", WHERE + ",'state':{'status':'viewing'}",
            "signal", WHERE + ",'event':'user.typing','data':{}",
            "comment.lock", "'comment_id':'comment_a1'",
            "comment.renew", "'comment_id':'comment_a2','lock_token':TOKEN",
            "comment.unlock", "'comment_id':'comment_a2','lock_token':TOKEN",
            "call", "'method':'m','params':{}",
            "ping", "'x':1");

    /** Action, state, and what comes of it without access, with access to view, and with all rights; - is no answer. */
    private static final String TABLE = """
            authenticate   unauthenticated  connection.established   connection.established   connection.established
            authenticate   unsubscribed     authenticated            authenticated            authenticated
            authenticate   pending          authenticated            authenticated            authenticated
            authenticate   subscribed       authenticated            authenticated            authenticated
            authenticate   held             authenticated            authenticated            authenticated
            authenticate   revoked          authenticated            authenticated            authenticated
            subscribe      unauthenticated  unauthenticated          unauthenticated          unauthenticated
            subscribe      unsubscribed     insufficient_permissions subscription.confirmed   subscription.confirmed
            subscribe      pending          insufficient_permissions subscription.confirmed   subscription.confirmed
            subscribe      subscribed       insufficient_permissions subscription.confirmed   subscription.confirmed
            subscribe      held             temporarily_unavailable  temporarily_unavailable  temporarily_unavailable
            subscribe      revoked          insufficient_permissions subscription.confirmed   subscription.confirmed
            unsubscribe    unauthenticated  unauthenticated          unauthenticated          unauthenticated
            unsubscribe    unsubscribed     unsubscribed             unsubscribed             unsubscribed
            unsubscribe    pending          unsubscribed             unsubscribed             unsubscribed
            unsubscribe    subscribed       unsubscribed             unsubscribed             unsubscribed
            unsubscribe    held             unsubscribed             unsubscribed             unsubscribed
            unsubscribe    revoked          unsubscribed             unsubscribed             unsubscribed
            presence       unauthenticated  unauthenticated          unauthenticated          unauthenticated
            presence       unsubscribed     not_subscribed           not_subscribed           not_subscribed
            presence       pending          not_subscribed           -                        -
            presence       subscribed       not_subscribed           -                        -
            presence       held             not_subscribed           temporarily_unavailable  temporarily_unavailable
            presence       revoked          not_subscribed           not_subscribed           not_subscribed
            signal         unauthenticated  unauthenticated          unauthenticated          unauthenticated
            signal         unsubscribed     not_subscribed           not_subscribed           not_subscribed
            signal         pending          not_subscribed           forbidden                -
            signal         subscribed       not_subscribed           forbidden                -
            signal         held             not_subscribed           temporarily_unavailable  temporarily_unavailable
            signal         revoked          not_subscribed           not_subscribed           not_subscribed
            comment.lock   unauthenticated  unauthenticated          unauthenticated          unauthenticated
            comment.lock   unsubscribed     forbidden                forbidden                forbidden
            comment.lock   pending          forbidden                forbidden                comment.lock.granted
            comment.lock   subscribed       forbidden                forbidden                comment.lock.granted
            comment.lock   held             forbidden                temporarily_unavailable  temporarily_unavailable
            comment.lock   revoked          forbidden                forbidden                forbidden
            comment.renew  unauthenticated  unauthenticated          unauthenticated          unauthenticated
            comment.renew  unsubscribed     not_subscribed           not_subscribed           not_subscribed
            comment.renew  pending          not_subscribed           forbidden                comment.lock.granted
            comment.renew  subscribed       not_subscribed           forbidden                comment.lock.granted
            comment.renew  held             not_subscribed           temporarily_unavailable  temporarily_unavailable
            comment.renew  revoked          not_subscribed           not_subscribed           not_subscribed
            comment.unlock unauthenticated  unauthenticated          unauthenticated          unauthenticated
            comment.unlock unsubscribed     lock_lost                lock_lost                lock_lost
            comment.unlock pending          lock_lost                comment.unlocked         comment.unlocked
            comment.unlock subscribed       lock_lost                comment.unlocked         comment.unlocked
            comment.unlock held             lock_lost                comment.unlocked         comment.unlocked
            comment.unlock revoked          lock_lost                lock_lost                lock_lost
            call           unauthenticated  unauthenticated          unauthenticated          unauthenticated
            call           unsubscribed     result                   result                   result
            call           pending          result                   result                   result
            call           subscribed       result                   result                   result
            call           held             result                   result                   result
            call           revoked          result                   result                   result
            ping           unauthenticated  unauthenticated          unauthenticated          unauthenticated
            ping           unsubscribed     pong                     pong                     pong
            ping           pending          pong                     pong                     pong
            ping           subscribed       pong                     pong                     pong
            ping           held             pong                     pong                     pong
            ping           revoked          pong                     pong                     pong
            """;

    /** One cell. */
    record Cell(String action, State state, Permission permission, String expected) {

        @Override
        public String toString() {
            return (action + " " + state + " " + permission).toLowerCase(Locale.ROOT);
        }

        /** What the others hear when it succeeds; null when nothing. */
        @Nullable
        String effect() {
            return switch (expected) {
                case "-" -> action.equals("presence") ? "presence.update" : "signal";
                case "comment.lock.granted" -> "comment.locked";
                case "comment.unlocked" -> "comment.unlocked";
                // Whoever knows the token may give the lock back; without a subscription it is not confirmed.
                case "lock_lost" -> "comment.unlocked";
                default -> null;
            };
        }
    }

    static Stream<Cell> cells() {
        return TABLE.lines().flatMap(line -> {
            String[] words = line.strip().split(" +", -1);
            State state = State.valueOf(words[1].toUpperCase(Locale.ROOT));
            return Arrays.stream(Permission.values()).map(permission -> {
                int column = switch (permission) {
                    case NONE, ABSENT -> 2;
                    case VIEW -> 3;
                    case ALL -> 4;
                };
                return new Cell(words[0], state, permission, words[column]);
            });
        });
    }

    @Test
    void theTableIsWhole() {
        assertThat(cells().map(Cell::toString).distinct())
                .hasSize(ACTIONS.size() * State.values().length * Permission.values().length);
    }

    @ParameterizedTest
    @MethodSource("cells")
    void onlyWhatIsAllowedSucceeds(Cell cell) {
        try (Play play = new Play(cell.state(), cell.permission())) {
            play.act(cell.action());

            assertThat(play.answer()).isEqualTo(cell.expected());
            String effect = cell.effect();
            assertThat(play.others()).isEqualTo(effect == null ? List.of() : List.of(effect));
        }
    }

    static Stream<Cell> deniedCells() {
        return cells().filter(cell -> cell.permission() == Permission.NONE);
    }

    @ParameterizedTest
    @MethodSource("deniedCells")
    void deniedIsTheSameAsAbsent(Cell cell) {
        try (Play denied = new Play(cell.state(), Permission.NONE);
                Play absent = new Play(cell.state(), Permission.ABSENT)) {
            denied.act(cell.action());
            absent.act(cell.action());

            assertThat(denied.everything())
                    .isEqualTo(absent.everything())
                    // More than what each got on connecting.
                    .hasSizeGreaterThan(cell.state() == State.UNAUTHENTICATED ? 0 : 1);
        }
    }

    /** One connection that comes into a state and acts there, while another looks on. */
    private static final class Play implements AutoCloseable {

        private final Permission permission;
        private final FlowWorld world;
        private final FlowWorld.Peer actor;
        private final FlowWorld.Peer observer;
        private final long token;
        private final CompletableFuture<@Nullable Grant> undecided = FlowWorld.never();
        /** What the application says of the actor now. */
        private Supplier<CompletionStage<@Nullable Grant>> access;

        Play(State state, Permission permission) {
            this.permission = permission;
            this.access = this::permitted;
            this.world = FlowWorld.collaborative(builder -> builder.commentChannels(this::channelOf)
                    .calls(Calls.none()
                            .with("m", JsonNode.class, (who, params) -> CompletableFuture.completedFuture(params))));
            world.failuresExpected = true;
            world.access = (principal, channel) ->
                    principal.id().equals("user_ann") ? access.get() : CompletableFuture.completedFuture(Grant.allow());
            observer = world.connect("user_observer").subscribe(CHANNEL);
            LockOwner owner = new LockOwner(new Principal.Member("user_ann", null, null), "another_tab");
            LockAnswer held = world.now(world.node.locks().acquire(LockName.comment("comment_a2"), CHANNEL, owner));
            token = ((LockAnswer.Granted) held).lock().token();
            actor = state == State.UNAUTHENTICATED ? world.open() : world.connect("user_ann");
            come(state);
            actor.clear();
            observer.clear();
        }

        private CompletionStage<@Nullable Channel> channelOf(String comment) {
            return CompletableFuture.completedFuture(permission == Permission.ABSENT ? null : CHANNEL);
        }

        private CompletionStage<@Nullable Grant> permitted() {
            return CompletableFuture.completedFuture(
                    switch (permission) {
                        case NONE -> Grant.DENIED;
                        case ABSENT -> null;
                        case VIEW -> Grant.allow().withRights(Grant.Right.PRESENCE);
                        case ALL -> Grant.allow();
                    });
        }

        private void come(State state) {
            switch (state) {
                case UNAUTHENTICATED, UNSUBSCRIBED -> {}
                case PENDING -> {
                    access = () -> undecided;
                    actor.subscribe(CHANNEL);
                }
                case SUBSCRIBED -> actor.subscribe(CHANNEL);
                case HELD -> {
                    actor.subscribe(CHANNEL);
                    access = FlowWorld::broken;
                    world.now(world.node.permissionsChanged(AccessSelector.user("user_ann")));
                }
                case REVOKED -> {
                    actor.subscribe(CHANNEL);
                    world.now(world.node.revoke(AccessSelector.user("user_ann")));
                }
            }
        }

        void act(String action) {
            actor.send("{'action':'" + action + "','ref':'r',"
                    + ACTIONS.get(action).replace("TOKEN", Long.toString(token)) + "}");
            permitted().thenAccept(undecided::complete);
            world.world.settle();
        }

        /** The name of the reply, or the code of the error, or the reason of the refusal. */
        String answer() {
            List<String> answers = new ArrayList<>();
            for (String name : new LinkedHashSet<>(actor.names())) {
                for (JsonNode frame : actor.frames(name)) {
                    if (frame.path("ref").asText().equals("r")) {
                        answers.add(
                                switch (name) {
                                    case "error" -> frame.get("code").asText();
                                    case "subscription.rejected" ->
                                        frame.get("reason").asText();
                                    default -> name;
                                });
                    }
                }
            }
            return answers.isEmpty() ? "-" : String.join(" ", answers);
        }

        List<String> others() {
            return observer.names();
        }

        /** Every byte the actor got, but what differs from one connection to the next. */
        List<String> everything() {
            return actor.everything().stream()
                    .map(sent -> sent.text().replaceAll("\"(server_time|connection_id)\":\"[^\"]*\"", ""))
                    .toList();
        }

        @Override
        public void close() {
            world.now(world.node.locks().held(CHANNEL))
                    .forEach(lock -> world.now(world.node.locks().release(lock.name(), lock.owner(), lock.token())));
            world.close();
        }
    }
}
