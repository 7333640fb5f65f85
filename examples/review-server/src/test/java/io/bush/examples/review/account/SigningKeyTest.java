package io.bush.examples.review.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bush.examples.review.ChildProcess;
import io.bush.examples.review.StartFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SigningKeyTest {

    @TempDir
    Path data;

    /** Says the key that it finds or makes. */
    static final class Reader {
        private Reader() {}

        public static void main(String[] arguments) {
            System.out.println(HexFormat.of()
                    .formatHex(SigningKey.in(Path.of(arguments[0])).secret()));
        }
    }

    @Test
    void processesThatStartAtTheSameTimeSignWithOneKey() throws IOException {
        List<ChildProcess> readers = IntStream.range(0, 4)
                .mapToObj(i -> ChildProcess.start(data.resolve("child.log"), Reader.class, data.toString()))
                .toList();
        List<String> keys =
                readers.stream().map(each -> each.await(line -> true)).toList();
        readers.forEach(ChildProcess::close);

        assertThat(keys).hasSize(4).containsOnly(keys.get(0));
        assertThat(HexFormat.of().formatHex(Files.readAllBytes(data.resolve("token-key"))))
                .isEqualTo(keys.get(0));
        try (var left = Files.list(data)) {
            assertThat(left.map(Path::getFileName).map(Path::toString))
                    .containsExactlyInAnyOrder("token-key", "child.log");
        }
    }

    @Test
    void aKeyOfAnotherLengthIsRefused() throws IOException {
        Files.write(data.resolve("token-key"), new byte[5]);

        assertThatThrownBy(() -> SigningKey.in(data))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("has 5 bytes, allowed: 32");
    }
}
