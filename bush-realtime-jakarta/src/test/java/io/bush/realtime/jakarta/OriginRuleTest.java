package io.bush.realtime.jakarta;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("3.17")
class OriginRuleTest {

    private static final OriginRule LISTED =
            new OriginRule(List.of("https://app.example", "http://dev.example:3000", "https://*.cdn.example"));

    @ParameterizedTest
    @CsvSource({
        "https://app.example, true",
        "https://APP.example, true",
        "https://app.example:443, true",
        "http://app.example, false",
        "https://app.example:8443, false",
        "https://app.example.evil.example, false",
        "https://evilapp.example, false",
        "http://dev.example:3000, true",
        "http://dev.example, false",
        "https://a.cdn.example, true",
        "https://a.b.cdn.example, true",
        "https://cdn.example, false",
        "https://evilcdn.example, false",
        "null, false",
        "'', false",
        "https://*.cdn.example, false",
        "https://app.example/path, false",
        "https://user@app.example, false",
        "https://evil.example#https://app.example, false",
        "file://, false",
        "chrome-extension://abcdef, false"
    })
    void allowsWhatTheListNamesAndNothingThatLooksLikeIt(String origin, boolean allowed) {
        assertThat(LISTED.allows(origin, "server.example")).isEqualTo(allowed);
    }

    @ParameterizedTest
    @CsvSource({
        "http://server.example:8080, server.example:8080, true",
        "http://server.example, server.example, true",
        "https://server.example, server.example, true",
        "https://server.example, server.example:443, true",
        "https://server.example:443, server.example, true",
        "http://SERVER.example, server.EXAMPLE, true",
        "https://[::1]:8080, [::1]:8080, true",
        "https://server.example, server.example:8443, false",
        "https://server.example:8443, server.example, false",
        "http://other.example, server.example, false",
        "null, server.example, false"
    })
    void allowsPagesOfTheServersOwnHostAndPort(String origin, String host, boolean allowed) {
        assertThat(new OriginRule(List.of()).allows(origin, host)).isEqualTo(allowed);
    }

    @Test
    void allowsClientsThatAreNoBrowser() {
        assertThat(new OriginRule(List.of()).allows(null, "server.example")).isTrue();
    }

    @Test
    void refusesPagesWhenTheHostIsUnknown() {
        assertThat(new OriginRule(List.of()).allows("https://server.example", null))
                .isFalse();
    }

    @Test
    void aStarAllowsEveryPageButNoOpaqueOne() {
        OriginRule any = new OriginRule(List.of("*"));

        assertThat(any.allows("https://anything.example", "server.example")).isTrue();
        assertThat(any.allows("null", "server.example")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://*.Example", "https://-a-.example", "https://[0:0::1]", "https://10.0.0.1:80"})
    void takesWellFormedEntries(String entry) {
        assertThat(new OriginRule(
                                BushOptions.DEFAULT.withOrigins(List.of(entry)).origins())
                        .allows("https://other.test", null))
                .isFalse();
    }
}
