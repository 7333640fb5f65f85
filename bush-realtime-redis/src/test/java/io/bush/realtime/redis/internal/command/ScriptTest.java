package io.bush.realtime.redis.internal.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ScriptTest {

    @Test
    void aScriptIsKnownByTheDigestOfItsText() {
        Script script = Script.load(ScriptTest.class, "one.lua");

        assertThat(script.text()).isEqualTo("return 1\n");
        assertThat(script.sha1()).isEqualTo("48df9b519ca145c867b895f740b37bd891e887af");
        assertThat(script).hasToString("one.lua");
    }

    @Test
    void aMissingScriptIsNamed() {
        assertThatThrownBy(() -> Script.load(ScriptTest.class, "none.lua"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("none.lua");
    }
}
