package io.bush.realtime.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Event ids: clients keep them for days, so that their form may not drift. */
@Tag("contract-3.7")
class PositionTest {

    private static final Channel FILE = new Channel("file", "file_xyz789");
    private static final String EPOCH = "019bc15f0ec01234567890";

    @Test
    void an_event_id_is_written_the_same_way_in_every_version() {
        assertThat(new Position(EPOCH, 7, "00abcdef").eventId(FILE))
                .isEqualTo("evt_019bc15f0ec0123456789000000000000700abcdeffbcd1d1b")
                .hasSize(Position.ID_LENGTH);
        assertThat(Position.start(FILE, EPOCH).eventId(FILE))
                .isEqualTo("evt_019bc15f0ec012345678900000000000003bcf0d6c2565d230");
    }

    @Test
    @Tag("P2")
    void an_event_id_is_read_back_for_its_own_channel_only() {
        SplittableRandom random = new SplittableRandom(11);
        for (int i = 0; i < 1_000; i++) {
            Position position = new Position(
                    Position.epoch(random.nextLong(1L << 48), random.nextLong()),
                    random.nextLong(1L << 48),
                    Position.tag(random.nextInt()));
            String id = position.eventId(FILE);

            assertThat(Position.parse(FILE, id)).isEqualTo(position);
            assertThat(Position.parse(new Channel("file", "file_xyz788"), id)).isNull();
            assertThat(Position.parse(new Channel("share", "file_xyz789"), id)).isNull();
        }
    }

    @Test
    @Tag("P2")
    void an_event_id_with_any_one_character_changed_is_no_id() {
        String id = new Position(EPOCH, 7, "00abcdef").eventId(FILE);
        for (int i = 0; i < id.length(); i++) {
            for (char other : new char[] {'0', '1', 'a', 'f', 'F', 'g', '_', ' ', 'é'}) {
                String changed = id.substring(0, i) + other + id.substring(i + 1);
                if (!changed.equals(id)) {
                    assertThat(Position.parse(FILE, changed)).as(changed).isNull();
                }
            }
        }
    }

    @Test
    void ids_of_an_epoch_sort_like_their_offsets() {
        String previous = Position.start(FILE, EPOCH).eventId(FILE);
        for (long offset = 1; offset > 0 && offset < 1L << 48; offset *= 3) {
            String next = new Position(EPOCH, offset, "00000000").eventId(FILE);

            assertThat(next).isGreaterThan(previous);
            previous = next;
        }
    }
}
