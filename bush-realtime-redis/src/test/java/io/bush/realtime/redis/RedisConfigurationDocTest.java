package io.bush.realtime.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** docs/configuration.md names every setting of the Redis back end. */
class RedisConfigurationDocTest {

    static List<Class<? extends Record>> groups() {
        return List.of(RedisSettings.class, RedisTiming.class, RedisBounds.class, RedisIngestion.class, RedisTls.class);
    }

    @ParameterizedTest
    @MethodSource("groups")
    void everySettingIsOnTheSettingsPage(Class<? extends Record> group) throws IOException {
        String page = Files.readString(Path.of("..", "docs", "configuration.md"));
        String section = page.substring(page.indexOf("## `RedisSettings`"));
        for (RecordComponent setting : group.getRecordComponents()) {
            // bounds and timing are tables of their own
            String name = setting.getType().isRecord()
                            && section.contains("`" + setting.getType().getSimpleName())
                    ? setting.getType().getSimpleName()
                    : setting.getName();
            assertThat(section).as(group.getSimpleName()).contains("`" + name);
        }
    }
}
