package io.bush.realtime.client;

import static io.bush.realtime.client.ClientRig.event;
import static io.bush.realtime.client.ClientRig.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.bush.realtime.client.channel.ChannelHandle;
import io.bush.realtime.client.channel.ControlFrame;
import io.bush.realtime.client.channel.Registration;
import io.bush.realtime.client.connection.ClientListener;
import io.bush.realtime.client.connection.ConnectionException.Reason;
import io.bush.realtime.client.connection.ConnectionState;
import io.bush.realtime.client.connection.ConnectionStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class HandlersTest {

    record Comment(String id, String text) {}

    private final ClientRig rig = new ClientRig();
    private final List<String> seen = new ArrayList<>();

    private void receive(String eventId, String name, String data) {
        rig.transport.newest().serverSends(event("file_a", eventId, name, data));
    }

    @Test
    @Tag("seed000-11.1")
    void aTypedHandlerGetsItsEventsOnly() {
        rig.confirmed(
                "file_a",
                "evt_0",
                handle -> handle.on(
                        "comment.created",
                        Comment.class,
                        (comment, meta) -> seen.add(meta.eventId() + " " + comment.text())));
        receive("evt_1", "comment.created", "{\"id\":\"comment_1\",\"text\":\"hello\",\"new_field\":1}");
        receive("evt_2", "comment.deleted", "{\"id\":\"comment_1\"}");
        rig.world.pump();

        assertThat(seen).containsExactly("evt_1 hello");
    }

    @Test
    @Tag("P12")
    void handlersOfAChannelRunInTheOrderOfTheServerAndOfTheirMaking() {
        rig.confirmed("file_a", "evt_0", handle -> {
            handle.onEvent(it -> seen.add("first " + it.eventId()));
            handle.onReset(it -> seen.add("reset"));
            handle.onEvent(it -> seen.add("second " + it.eventId()));
        });
        receive("evt_1", "file.updated", "{}");
        rig.transport.newest().serverSends("""
                        {"type":"subscription.reset","channel":"file","resource_id":"file_a","last_event_id":"evt_5","reason":"expired"}""");
        receive("evt_6", "file.updated", "{}");
        rig.world.pump();

        assertThat(seen).containsExactly("first evt_1", "second evt_1", "reset", "first evt_6", "second evt_6");
    }

    @Test
    @Tag("P12")
    void aHandlerThatThrowsStopsNothingAndIsReported() {
        ChannelHandle handle = rig.confirmed("file_a", "evt_0", it -> {
            it.onEvent(event -> {
                throw new IllegalStateException("first " + event.eventId());
            });
            it.on("file.updated", Comment.class, (data, event) -> {
                throw new java.io.IOException("checked");
            });
            it.onEvent(event -> {
                throw new AssertionError("an error too");
            });
            it.onEvent(event -> seen.add(String.valueOf(event.eventId())));
        });
        receive("evt_1", "file.updated", "{}");
        receive("evt_2", "file.updated", "{}");
        rig.world.pump();

        assertThat(seen).containsExactly("evt_1", "evt_2");
        assertThat(rig.heard.failures)
                .extracting(Throwable::getMessage)
                .containsExactly("first evt_1", "checked", "an error too", "first evt_2", "checked", "an error too");
        assertThat(rig.client.status().state()).isEqualTo(ConnectionState.CONNECTED);
        assertThat(handle.lastEventId()).hasValue("evt_2");
    }

    @Test
    @Tag("P12")
    void dataThatDoesNotFitCountsAsAFailureOfTheHandler() {
        rig.confirmed("file_a", "evt_0", handle -> {
            handle.on("comment.created", Comment.class, (comment, meta) -> seen.add("typed"));
            handle.onEvent(it -> seen.add("untyped"));
        });
        receive("evt_1", "comment.created", "[1,2]");
        rig.world.pump();

        assertThat(seen).containsExactly("untyped");
        assertThat(rig.heard.failures).hasSize(1);
    }

    @Test
    void whatWasTakenAwayIsNotCalledAnyMore() {
        List<Registration> registrations = new ArrayList<>();
        rig.confirmed("file_a", "evt_0", handle -> {
            registrations.add(handle.onEvent(it -> seen.add("stays until told")));
            handle.onEvent(it -> {
                seen.add("takes the third away");
                registrations.get(1).off();
            });
            registrations.add(handle.onEvent(it -> seen.add("third")));
        });
        receive("evt_1", "file.updated", "{}");
        rig.world.pump();
        registrations.get(0).off();
        receive("evt_2", "file.updated", "{}");
        rig.world.pump();

        assertThat(seen).containsExactly("stays until told", "takes the third away", "takes the third away");
    }

    @Test
    void everyOtherFrameOfTheChannelIsThereAsItCame() {
        List<ControlFrame> controls = new ArrayList<>();
        rig.confirmed("file_a", "evt_0", handle -> handle.onControl(controls::add));
        String presence =
                "{\"type\":\"presence.leave\", \"channel\":\"file\",\"resource_id\":\"file_a\",\"user_id\":\"u\"}";
        rig.transport.newest().serverSends(presence);
        rig.world.pump();

        assertThat(controls).extracting(ControlFrame::type).containsExactly("subscription.confirmed", "presence.leave");
        assertThat(controls.get(1).text()).isEqualTo(presence);
        assertThat(controls.get(1).json().get("user_id").asText()).isEqualTo("u");
    }

    @Test
    void aListenerThatThrowsChangesNothing() {
        ClientRig other = new ClientRig(it -> it.listener(new ClientListener() {
            @Override
            public void stateChanged(ConnectionStatus status) {
                throw new IllegalStateException("broken listener");
            }
        }));
        other.connected();

        assertThat(other.client.status().state()).isEqualTo(ConnectionState.CONNECTED);
    }

    private CompletionStage<Void> connectAgain() {
        CompletionStage<Void> connected = rig.client.connect();
        rig.world.pump();
        return connected;
    }

    @Test
    void anExecutorThatRefusesEndsTheConnectionAndSaysSo() {
        rig.confirmed("file_a", "evt_0", handle -> {});
        rig.world.refuseHandlers(new RejectedExecutionException("shut down"));
        receive("evt_1", "file.updated", "{}");
        rig.world.pump();

        assertThat(rig.client.status().state()).isEqualTo(ConnectionState.DISCONNECTED);
        assertThat(rig.client.status().cause())
                .satisfies(it -> assertThat(it.reason()).isEqualTo(Reason.HANDLERS_UNAVAILABLE));
        rig.transport.newest().serverCloses(1000, "");
        assertThat(failureOf(connectAgain()).reason()).isEqualTo(Reason.HANDLERS_UNAVAILABLE);
        assertThat(rig.client.status().state()).isEqualTo(ConnectionState.DISCONNECTED);
    }
}
