package io.bush.realtime.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("contract-4")
class ChannelTypeTest {

    @ParameterizedTest
    @ValueSource(strings = {"file_a", "file_A-_9", "file__", "file_-"})
    void anIdOfTheGrammarIsAccepted(String id) {
        assertThat(ChannelTypes.FILE.acceptsId(id)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "file",
                "file_",
                "file_a\n",
                "\nfile_a",
                "file_a ",
                "file_\u0000",
                "file_{a}",
                "file_\u0430",
                "xfile_a",
                "FILE_a",
                "proj_a",
                "file_a.b",
                "file_a:b",
                "file_*"
            })
    void anyOtherIdIsNot(String id) {
        assertThat(ChannelTypes.FILE.acceptsId(id)).isFalse();
    }

    @Test
    void theLengthIsExact() {
        assertThat(ChannelTypes.FILE.acceptsId("file_" + "a".repeat(64))).isTrue();
        assertThat(ChannelTypes.FILE.acceptsId("file_" + "a".repeat(65))).isFalse();
    }

    @Test
    void anApplicationsLoosePatternLetsNoControlCharacterThrough() {
        ChannelType loose =
                new ChannelType("loose", Pattern.compile("(?s).*"), Retention.DEFAULT, Duration.ZERO, Set.of());
        assertThat(loose.acceptsId("a.b:c/d")).isTrue();
        assertThat(loose.acceptsId("a\nb")).isFalse();
        assertThat(loose.acceptsId("a b")).isFalse();
        assertThat(loose.acceptsId("\u4e00")).isFalse();
        assertThat(loose.acceptsId("a".repeat(129))).isFalse();
    }

    @Test
    void figuresOutOfRangeNameThemselves() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ChannelType.withPrefix("Big Name", "x"))
                .withMessageContaining("Big Name");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ChannelTypes.FILE.withMinimumInterval(Duration.ofSeconds(2)))
                .withMessageContaining("PT2S");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ChannelTypes.FILE.withMinimumInterval(Duration.ofMillis(-1)));
    }

    @Test
    @Tag("contract-3.9")
    void theNameThatNodesUseAmongThemselvesIsReserved() {
        ChannelType taken = ChannelType.withPrefix("control", "c");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> ChannelTypes.defaults().with(taken))
                .withMessageContaining("\"control\" is reserved");
        assertThat(ChannelTypes.defaults().check(new Channel("control", "access")))
                .isEqualTo(ChannelTypes.Refusal.UNKNOWN_CHANNEL);
    }

    @Test
    void aTypeOfTheSameNameReplacesTheOther() {
        ChannelType other = ChannelType.withPrefix("file", "f");
        ChannelTypes types = ChannelTypes.defaults().with(other);

        assertThat(types.find("file")).isEqualTo(other);
        assertThat(types.all()).hasSize(4);
        assertThat(types.check(new Channel("file", "file_a"))).isEqualTo(ChannelTypes.Refusal.INVALID_RESOURCE_ID);
        assertThat(types.check(new Channel("planet", "p_a"))).isEqualTo(ChannelTypes.Refusal.UNKNOWN_CHANNEL);
        assertThat(types.check(new Channel("file", "f_a"))).isNull();
    }
}
