package io.bush.realtime.redis.internal.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RecordsTest {

    private static Records records(String text) {
        return new Records(text.getBytes(StandardCharsets.UTF_8), 1);
    }

    @Test
    void oneIsReadBehindTheOther() {
        Records records = records("pA 1 -1 3\nabcB 2 2 0\nxy");

        assertThat(records.next(1, 2)).isTrue();
        assertThat(records.kind()).isEqualTo("A");
        assertThat(records.number(0)).isEqualTo(1);
        assertThat(records.textOrNull(0)).isNull();
        assertThat(records.textOrNull(1)).isEqualTo("abc");
        assertThat(records.next(1, 2)).isTrue();
        assertThat(records.kind()).isEqualTo("B");
        assertThat(records.textOrNull(0)).isEqualTo("xy");
        assertThat(records.textOrNull(1)).isEmpty();
        assertThat(records.next(1, 2)).isFalse();
    }

    @Test
    void aPartThatHasToBeThereAndIsNotIsRefused() {
        Records records = records("pA 1 -1 3\nabc");
        records.next(1, 2);

        assertThatThrownBy(() -> records.bytes(0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whatIsNoRecordIsRefused() {
        for (String text : new String[] {
            "pA 1 0 0",
            "pA 1 0\n",
            "pA x 0\n",
            "pA 1 0 9\nabc",
            "pA 1 0 9223372036854775807\nabc",
            "p\n",
            "p" + "9".repeat(300) + "\n"
        }) {
            assertThatThrownBy(() -> read(records(text))).as(text).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void whateverTheBytesReadingEndsInOneOfTheTwo() {
        Random random = new Random(5);
        byte[] good = "pA 12 3 4 5\nabcdefghijklA 12 -1 2 0\nab".getBytes(StandardCharsets.UTF_8);
        int refused = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = good.clone();
            for (int change = 0; change <= random.nextInt(3); change++) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(128);
            }
            try {
                read(new Records(bytes, 1));
            } catch (IllegalArgumentException expected) {
                refused++;
            }
        }
        assertThat(refused).isBetween(1_000, 19_000);
    }

    private static void read(Records records) {
        while (records.next(1, 3)) {
            records.number(0);
            for (int part = 0; part < 3; part++) {
                records.textOrNull(part);
            }
        }
    }
}
