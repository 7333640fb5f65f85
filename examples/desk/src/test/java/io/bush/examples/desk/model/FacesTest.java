package io.bush.examples.desk.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.bush.realtime.client.channel.User;
import io.bush.realtime.client.presence.PresenceStatus;
import io.bush.realtime.client.presence.PresentUser;
import io.bush.realtime.client.presence.Roster;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("seed000-5.6")
class FacesTest {

    private static PresentUser present(String id, String name, PresenceStatus status) {
        return new PresentUser(
                new User(id, name, null),
                status,
                JsonNodeFactory.instance.objectNode().put("status", status.wireName()));
    }

    private static Roster of(int users) {
        List<PresentUser> others = new ArrayList<>();
        for (int i = 0; i < users; i++) {
            others.add(present("user_" + i, "User " + i, PresenceStatus.VIEWING));
        }
        return new Roster(others, users, true);
    }

    @Test
    void fiveFacesAreShownAndThenHowManyMoreThereAre() {
        assertThat(Faces.of(of(5)).more()).isZero();
        Faces eight = Faces.of(of(8));

        assertThat(eight.shown()).hasSize(5);
        assertThat(eight.more()).isEqualTo(3);
    }

    @Test
    void ofACrowdTheNumberCountsThoseWhoAreNotShown() {
        Faces crowd = Faces.of(new Roster(of(5).others(), 120, true));

        assertThat(crowd.shown()).hasSize(5);
        assertThat(crowd.more()).isEqualTo(115);
    }

    @Test
    void whoIsIdleComesLastAndIsPaler() {
        Faces faces = Faces.of(new Roster(
                List.of(
                        present("user_a", "Ann Lee", PresenceStatus.IDLE),
                        present("user_b", "Bob", PresenceStatus.COMMENTING)),
                2,
                true));

        assertThat(faces.shown()).extracting(Faces.Face::initials).containsExactly("B", "AL");
        assertThat(faces.shown().get(1).alpha()).isLessThan(faces.shown().get(0).alpha());
    }

    @Test
    void aUserAlwaysHasTheSameColour() {
        assertThat(Faces.of(of(3)).shown().get(2).hue())
                .isEqualTo(Faces.of(of(4)).shown().get(2).hue());
    }
}
