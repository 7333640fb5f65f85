package io.bush.realtime.flow;

import static io.bush.realtime.flow.PresenceTalk.say;
import static io.bush.realtime.flow.PresenceTalk.sayNothingMore;
import static io.bush.realtime.flow.PresenceTalk.shown;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.bush.realtime.RealtimeSettings;
import io.bush.realtime.auth.Authentication;
import io.bush.realtime.auth.GuestAccess;
import io.bush.realtime.auth.GuestAccess.Members;
import io.bush.realtime.auth.GuestAccess.Presence;
import io.bush.realtime.auth.Principal;
import io.bush.realtime.channel.Channel;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What guests of a share see of members, and members of guests. */
@Tag("P7")
@Tag("contract-3.3")
class PresenceGuestFlowTest {

    private static final Channel SHARE = new Channel("share", "share_s");

    private static FlowWorld world(Presence presence, Members members) {
        FlowWorld world = PresenceTalk.world(RealtimeSettings.DEFAULT.with(new GuestAccess(presence, members)));
        world.tokens = credentials -> {
            Authentication known = FlowWorld.read(credentials.token());
            return CompletableFuture.completedFuture(
                    known != null && known.principal() instanceof Principal.Member member
                            ? new Authentication(
                                    new Principal.Member(member.id(), member.name(), "https://example.com/a.png"), null)
                            : known);
        };
        return world;
    }

    /** What a guest is shown of a member who appears, as the user object of the frame. */
    private static JsonNode user(FlowWorld world) {
        FlowWorld.Peer ann = world.connect("user_ann").subscribe(SHARE);
        FlowWorld.Peer guest = world.connect("guest:share_s").subscribe(SHARE);
        FlowWorld.Peer bob = world.connect("user_bob").subscribe(SHARE);
        say(ann, SHARE, "viewing", 1);
        assertThat(bob.only("presence.update").get("user").size()).isEqualTo(3);
        FlowWorld.Peer late = world.connect("guest:share_s").subscribe(SHARE);
        JsonNode inPicture = late.only("presence.state").get("users").get(0).get("user");
        assertThat(inPicture).isEqualTo(guest.only("presence.update").get("user"));
        return inPicture;
    }

    @Test
    void byDefaultGuestsSeeNamesAndNoPictures() {
        try (FlowWorld world = world(Presence.NOT_ALLOWED, Members.NAME)) {
            assertThat(user(world).toString()).isEqualTo("{\"id\":\"user_ann\",\"name\":\"Name of user_ann\"}");
        }
    }

    @Test
    void bySettingTheySeeWhatMembersSee() {
        try (FlowWorld world = world(Presence.NOT_ALLOWED, Members.ALL)) {
            assertThat(user(world).get("avatar_url").asText()).isEqualTo("https://example.com/a.png");
        }
    }

    @Test
    void bySettingTheyDoNotHearOfMembersAtAll() {
        try (FlowWorld world = world(Presence.ALLOWED, Members.HIDDEN)) {
            FlowWorld.Peer ann = world.connect("user_ann").subscribe(SHARE);
            FlowWorld.Peer guest = world.connect("guest:share_s").subscribe(SHARE);
            FlowWorld.Peer other = world.connect("guest:share_s").subscribe(SHARE);
            say(ann, SHARE, "viewing", 1);
            say(other, SHARE, "idle", 2);
            say(ann, SHARE, "commenting", 1);
            sayNothingMore(ann, SHARE);

            assertThat(guest.frames("presence.update")).hasSize(1);
            assertThat(guest.only("presence.update").get("user").get("id").asText())
                    .startsWith("guest_");
            assertThat(guest.frames("presence.leave")).isEmpty();
            say(ann, SHARE, "viewing", 1);
            FlowWorld.Peer late = world.connect("guest:share_s").subscribe(SHARE);
            assertThat(late.only("presence.state").get("total").asInt()).isEqualTo(1);
            assertThat(late.only("presence.state").get("users")).hasSize(1);
        }
    }

    @Test
    void byDefaultGuestsAreNotPresent() {
        try (FlowWorld world = world(Presence.NOT_ALLOWED, Members.NAME)) {
            FlowWorld.Peer ann = world.connect("user_ann").subscribe(SHARE);
            FlowWorld.Peer guest = world.connect("guest:share_s").subscribe(SHARE);

            assertThat(say(guest, SHARE, "viewing", 1).error()).isEqualTo("forbidden");
            assertThat(shown(ann)).containsExactly("state nobody");
        }
    }

    @Test
    void bySettingEachGuestIsSomebodyOfTheirOwn() {
        try (FlowWorld world = world(Presence.ALLOWED, Members.NAME)) {
            FlowWorld.Peer ann = world.connect("user_ann").subscribe(SHARE);
            FlowWorld.Peer guest = world.connect("guest:share_s").subscribe(SHARE);
            FlowWorld.Peer other = world.connect("guest:share_s").subscribe(SHARE);
            say(guest, SHARE, "viewing", 1);
            say(other, SHARE, "viewing", 1);
            guest.wire.onClosed(1000);
            world.world.settle();

            assertThat(ann.frames("presence.update"))
                    .hasSize(2)
                    .allMatch(frame -> frame.get("joined").asBoolean());
            assertThat(ann.frames("presence.leave")).hasSize(1);
            assertThat(world.now(world.node.present(SHARE))).hasSize(1);
        }
    }
}
