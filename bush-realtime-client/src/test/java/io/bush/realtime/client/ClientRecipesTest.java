package io.bush.realtime.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.bush.realtime.client.channel.ChannelHandle;
import io.bush.realtime.client.connection.ConnectionStatus;
import io.bush.realtime.client.docs.ClientRecipes;
import io.bush.realtime.client.docs.ClientRecipes.Comment;
import io.bush.realtime.client.lock.CommentLocks;
import io.bush.realtime.client.optimistic.OptimisticField;
import io.bush.realtime.client.optimistic.OptimisticList;
import io.bush.realtime.client.presence.PresenceHandle;
import io.bush.realtime.client.signal.Signals;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Runs what docs/client.md shows. */
class ClientRecipesTest {

    private final ClientRig rig = new ClientRig();
    private final Screen screen = new Screen();

    /** Writes down what is shown. */
    private static final class Screen implements ClientRecipes.Screen {

        final List<String> said = new ArrayList<>();

        @Override
        public void light(ConnectionStatus status) {
            said.add("light " + status.light());
        }

        @Override
        public void log(String text) {
            said.add(text);
        }

        @Override
        public void show(Comment comment) {
            said.add("show " + comment.text());
        }

        @Override
        public void hide(String commentId) {
            said.add("hide " + commentId);
        }

        @Override
        public void faces(List<String> names, int total) {
            said.add("faces " + names + " of " + total);
        }

        @Override
        public void editors(List<String> texts) {
            said.add("editors " + texts);
        }

        @Override
        public void toast(String text) {
            said.add("toast " + text);
        }

        @Override
        public void fetchAgain() {
            said.add("fetch again");
        }
    }

    private void send(ScriptedTransport.Socket socket, String frame) {
        socket.serverSends(frame.replace('\'', '"').replace("$", "\"channel\":\"file\",\"resource_id\":\"file_a\""));
        rig.world.pump();
    }

    private ChannelHandle subscribed() {
        ChannelHandle file = ClientRecipes.subscribe(rig.client, "file_a", "evt_1", screen);
        ScriptedTransport.Socket socket = rig.connected();
        String ask = ClientRig.sent(socket, "subscribe").get(0);
        assertThat(ask).contains("\"since_event_id\":\"evt_1\"");
        send(socket, ClientRig.confirmation("file_a", "evt_1", ClientRig.refOf(ask)));
        return file;
    }

    @Test
    void connectsWithTokensOfTheSessionAndShowsTheLight() {
        ManualWorld world = new ManualWorld();
        ScriptedTransport transport = new ScriptedTransport();
        ClientRecipes.Login login = new ClientRecipes.Login() {
            @Override
            public CompletionStage<String> cachedToken() {
                return CompletableFuture.completedFuture("cached");
            }

            @Override
            public CompletionStage<String> freshToken() {
                return CompletableFuture.completedFuture("fresh");
            }
        };
        BushClient client = ClientRecipes.connect(
                BushClient.builder(URI.create("ws://localhost/v4/cable")).world(world.world(transport)),
                login,
                Runnable::run,
                screen);
        world.pump();
        transport.newest().accept();
        transport.newest().serverSends(ClientRig.ESTABLISHED);
        world.pump();
        var unused = client.closeAsync();
        world.pump();

        assertThat(screen.said).contains("light YELLOW", "light GREEN");
    }

    @Test
    void subscribesFromAPositionAndKeepsIt() {
        ChannelHandle file = subscribed();
        List<String> saved = new ArrayList<>();
        ClientRecipes.keep(file, (json, eventId) -> saved.add(eventId + " " + json));
        ScriptedTransport.Socket socket = rig.transport.newest();
        send(socket, ClientRig.event("file_a", "evt_2", "comment.created", "{'comment_id':'comment_1','text':'Hi'}"));
        send(socket, ClientRig.event("file_a", "evt_3", "comment.deleted", "{'comment_id':'comment_1'}"));
        send(socket, "{'type':'subscription.reset',$,'last_event_id':'evt_9','reason':'expired'}");
        send(socket, "{'type':'subscription.revoked',$,'reason':'permissions_changed'}");

        assertThat(screen.said)
                .containsExactly("show Hi", "hide comment_1", "fetch again", "taken away: permissions_changed");
        assertThat(saved)
                .containsExactly(
                        "evt_2 {\"comment_id\":\"comment_1\",\"text\":\"Hi\"}", "evt_3 {\"comment_id\":\"comment_1\"}");
    }

    /** Who asks late is told again: the server confirms once more. */
    private ScriptedTransport.Socket confirmedAgain() {
        rig.world.advance(Duration.ofMillis(10));
        ScriptedTransport.Socket socket = rig.transport.newest();
        List<String> asks = ClientRig.sent(socket, "subscribe");
        send(socket, ClientRig.confirmation("file_a", "evt_1", ClientRig.refOf(asks.get(asks.size() - 1))));
        return socket;
    }

    @Test
    void isPresentAndSeesTheOthers() {
        PresenceHandle presence = ClientRecipes.present(rig.client, subscribed(), screen);
        ScriptedTransport.Socket socket = confirmedAgain();
        send(socket, "{'type':'presence.update',$,'user':{'id':'user_b'},'state':{'status':'viewing'},'joined':true}");
        ClientRecipes.activity(presence, 34.5);
        rig.world.advance(Duration.ofSeconds(2));

        assertThat(screen.said).contains("faces [user_b] of 1");
        assertThat(ClientRig.sent(socket, "presence").get(1)).contains("\"cursor_position\":34.5");
    }

    @Test
    void saysWhereTheMouseIsAndHearsWhoTypes() {
        Signals signals = ClientRecipes.signals(rig.client, subscribed(), screen);
        ScriptedTransport.Socket socket = rig.transport.newest();
        ClientRecipes.moved(signals, 0.25, 0.75);
        rig.world.pump();
        send(socket, "{'type':'signal',$,'event':'user.typing','user':{'id':'user_b','name':'Bob'},'data':{}}");
        send(
                socket,
                "{'type':'signal',$,'event':'cursor.moved','user':{'id':'user_b','name':'Bob'},'data':{'x':1,'y':2}}");

        assertThat(ClientRig.sent(socket, "signal")).singleElement().asString().contains("{\"x\":0.25,\"y\":0.75}");
        assertThat(screen.said).contains("Bob is typing", "Bob is at 1.0, 2.0");
    }

    @Test
    void editsUnderALockOrSaysWhoDoes() {
        CommentLocks locks = ClientRecipes.locks(rig.client, subscribed(), screen);
        ScriptedTransport.Socket socket = confirmedAgain();
        ClientRecipes.edit(locks, "comment_1", screen);
        ClientRecipes.edit(locks, "comment_2", screen);
        rig.world.pump();
        List<String> asks = ClientRig.sent(socket, "comment.lock");
        send(
                socket,
                "{'type':'error','code':'comment.locked','message':'no','comment_id':'comment_1',"
                        + "'user':{'id':'user_b'},'ref':'" + ClientRig.refOf(asks.get(0)) + "'}");
        send(
                socket,
                "{'type':'comment.lock.granted','comment_id':'comment_2','lock_token':77,"
                        + "'expires_at':'2026-01-15T10:30:30.000Z','ref':'" + ClientRig.refOf(asks.get(1)) + "'}");
        send(socket, "{'type':'comment.lock.lost','comment_id':'comment_2','reason':'taken_over'}");
        send(socket, "{'type':'comment.locked',$,'comment_id':'comment_1','user':{'id':'user_b'}}");

        assertThat(screen.said)
                .contains(
                        "toast user_b is editing this comment",
                        "save with lock_token 77",
                        "the lock ended: TAKEN_OVER",
                        "editors [user_b is editing comment_1]");
    }

    @Test
    void callsAndSaysWhatBecameOfIt() {
        ScriptedTransport.Socket socket = rig.connected();
        var unused = ClientRecipes.call(rig.client, new Comment("", "Hi", null), screen);
        rig.world.pump();
        String call = ClientRig.sent(socket, "call").get(0);
        send(
                socket,
                "{'type':'error','code':'call_failed','app_code':'forbidden','message':'no','ref':'"
                        + ClientRig.refOf(call) + "'}");

        assertThat(screen.said).containsExactly("toast Not saved: forbidden");
    }

    /** Answers with what it was asked, or refuses. */
    private record Api(@Nullable String refusal) implements ClientRecipes.Api {

        @Override
        public CompletionStage<Comment> add(Comment comment, String clientId) {
            return answer(new Comment("comment_7", comment.text(), clientId));
        }

        @Override
        public CompletionStage<String> rename(String name) {
            return answer(name);
        }

        private <T> CompletionStage<T> answer(T value) {
            return refusal == null
                    ? CompletableFuture.completedFuture(value)
                    : CompletableFuture.failedFuture(new IllegalStateException(refusal));
        }
    }

    @Test
    void showsACommentAtOnceAndTakesItBackWhenItIsRefused() {
        OptimisticList<Comment> comments = ClientRecipes.comments("user_me", new Random(1), screen);
        ClientRecipes.events(subscribed(), comments);
        ClientRecipes.add(comments, "Hi", new Api(null), Runnable::run);
        send(
                rig.transport.newest(),
                ClientRig.event("file_a", "evt_2", "comment.deleted", "{'comment_id':'comment_7'}"));
        ClientRecipes.add(comments, "Rude", new Api("too rude"), Runnable::run);

        assertThat(comments.entries()).isEmpty();
        assertThat(screen.said)
                .contains("show Hi", "show Rude")
                .last()
                .isEqualTo("toast Comment could not be saved – too rude");
    }

    @Test
    void writesAFieldThatTheLastWriterWins() {
        OptimisticField<String> name = new OptimisticField<>("Scene", "user_me");
        ClientRecipes.rename(name, "Scene 4", new Api(null), Runnable::run);
        assertThat(name.value()).isEqualTo("Scene 4");
        ClientRecipes.rename(name, "Scene 5", new Api("no"), Runnable::run);

        assertThat(name.value()).isEqualTo("Scene 4");
    }

    @Test
    void manyClientsShareThreads() {
        try (ClientRuntime runtime = ClientRuntime.create()) {
            List<BushClient> clients =
                    ClientRecipes.many(runtime, URI.create("ws://localhost/v4/cable"), List.of("a", "b"));

            assertThat(clients).hasSize(2);
            clients.forEach(BushClient::close);
        }
    }
}
