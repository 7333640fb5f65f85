package io.bush.realtime.it.redis.binary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CarriedFilesTest {

    @TempDir
    Path directory;

    private CarriedFiles files;
    private String name;

    @BeforeEach
    void takeOneOfThisPlatform() {
        files = new CarriedFiles(directory);
        name = "";
        for (String each : files.names()) {
            if (name.isEmpty() && files.runnable(each).isPresent()) {
                name = each;
            }
        }
        Assumptions.assumeFalse(name.isEmpty() && !RedisBinaries.required(), "nothing carried for this platform");
    }

    @Test
    void laysDownARunnableFile() {
        Path file = files.runnable(name).orElseThrow();

        assertThat(file).isExecutable().hasParent(directory);
    }

    @Test
    void knowsNothingOfOtherPlatforms() {
        assertThat(files.runnable("redis-server-for-nobody")).isEmpty();
    }

    @Test
    void aFileThatWasTamperedWithIsReplaced() throws IOException {
        Path file = files.runnable(name).orElseThrow();
        long size = Files.size(file);
        Files.writeString(file, "something else");

        assertThat(files.runnable(name).orElseThrow()).isEqualTo(file).hasSize(size);
    }

    @Test
    void aWrongChecksumIsCaught() {
        CarriedFiles planted = new CarriedFiles(directory, Map.of(name, "0".repeat(64)));

        assertThatThrownBy(() -> planted.runnable(name))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(name)
                .hasMessageContaining("checksum");
    }

    @Test
    void linesTellOldFromTooOld() {
        assertThat(new RedisBinary(directory, "6.2.11").line()).contains(RedisLine.OLDEST);
        assertThat(new RedisBinary(directory, "7.0.9").line()).contains(RedisLine.RECENT);
        assertThat(new RedisBinary(directory, "8.2.1").line()).contains(RedisLine.RECENT);
        assertThat(new RedisBinary(directory, "6.0.16").line()).isEmpty();
        assertThat(new RedisBinary(directory, "5.0.14").line()).isEmpty();
    }
}
