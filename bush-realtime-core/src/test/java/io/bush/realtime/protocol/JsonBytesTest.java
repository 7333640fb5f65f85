package io.bush.realtime.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonBytesTest {

    private static final DateTimeFormatter EXPECTED =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    @ParameterizedTest
    @CsvSource({
        "1970-01-01T00:00:00Z, 1970-01-01T00:00:00.000Z",
        "1969-12-31T23:59:59.999999999Z, 1969-12-31T23:59:59.999Z",
        "2000-02-29T12:34:56.789Z, 2000-02-29T12:34:56.789Z",
        "2026-01-15T10:30:00.0009Z, 2026-01-15T10:30:00.000Z",
        "0000-01-01T00:00:00Z, 0000-01-01T00:00:00.000Z",
        "-0001-12-31T23:59:59.999Z, 0000-01-01T00:00:00.000Z",
        "9999-12-31T23:59:59.9999Z, 9999-12-31T23:59:59.999Z",
        "+10000-01-01T00:00:00Z, 9999-12-31T23:59:59.999Z"
    })
    void times_have_three_decimals_and_four_digits_of_a_year(String instant, String written) {
        assertThat(time(Instant.parse(instant))).isEqualTo('"' + written + '"');
    }

    @Test
    void the_ends_of_time_are_the_ends_of_the_range() {
        assertThat(time(Instant.MIN)).isEqualTo("\"0000-01-01T00:00:00.000Z\"");
        assertThat(time(Instant.MAX)).isEqualTo("\"9999-12-31T23:59:59.999Z\"");
    }

    @Test
    void ten_thousand_times_of_all_ten_thousand_years_agree_with_the_jdk() {
        SplittableRandom random = new SplittableRandom(20_260_115);
        for (int i = 0; i < 10_000; i++) {
            Instant instant = Instant.ofEpochMilli(random.nextLong(-62_167_219_200_000L, 253_402_300_800_000L));

            assertThat(time(instant)).isEqualTo('"' + EXPECTED.format(instant) + '"');
        }
    }

    @Test
    void ten_thousand_strings_agree_with_the_jdk_however_small_the_array_was() {
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < 10_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int length = random.nextInt(12); length > 0; length--) {
                text.append((char) (random.nextInt(3) == 0 ? random.nextInt(0xd7c0, 0xe010) : random.nextInt(0x2000)));
            }
            StringBuilder expected = new StringBuilder("\"");
            text.codePoints().forEach(c -> expected.append(expected(c)));
            byte[] written =
                    new JsonBytes(random.nextInt(16)).string(text.toString()).finish();

            assertThat(new String(written, StandardCharsets.UTF_8))
                    .isEqualTo(expected.append('"').toString());
        }
    }

    private static String expected(int c) {
        return switch (c) {
            case '"' -> "\\\"";
            case '\\' -> "\\\\";
            case '\b' -> "\\b";
            case '\t' -> "\\t";
            case '\n' -> "\\n";
            case '\f' -> "\\f";
            case '\r' -> "\\r";
            default -> {
                if (c < ' ') {
                    yield "\\u%04x".formatted(c);
                }
                yield Character.toString(c >= 0xd800 && c <= 0xdfff ? 0xfffd : c);
            }
        };
    }

    private static String time(Instant instant) {
        return new String(new JsonBytes(0).time(instant).finish(), StandardCharsets.UTF_8);
    }
}
