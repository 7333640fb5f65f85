package io.bush.examples.review.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class MultipartStreamTest {

    private static final String BOUNDARY = "--x";

    private final List<String> heads = new ArrayList<>();
    private final List<byte[]> contents = new ArrayList<>();

    /** Content full of beginnings of the boundary, read in pieces of random size: the seams are where parsers fail. */
    @RepeatedTest(200)
    void theBytesAreTheSameHoweverTheyArrive(RepetitionInfo repetition) throws IOException {
        Random random = new Random(repetition.getCurrentRepetition());
        byte[] first = tricky(random);
        byte[] second = tricky(random);

        read(new Trickle(form(first, second), random), 1 << 20);

        assertThat(heads).containsExactly("a:null", "file:name.txt");
        assertThat(contents.get(0)).isEqualTo(first);
        assertThat(contents.get(1)).isEqualTo(second);
    }

    @Test
    void whatCameBeforeThePartIsCounted() throws IOException {
        byte[] form = form(new byte[0], "abc".getBytes(StandardCharsets.UTF_8));
        List<Long> before = new ArrayList<>();
        MultipartStream.read(new ByteArrayInputStream(form), BOUNDARY, 1000, new MultipartStream.PartListener() {
            @Override
            public void begin(MultipartStream.PartHead head) {
                before.add(head.bodyBytesBefore());
            }

            @Override
            public void content(byte[] bytes, int offset, int count) {}

            @Override
            public void end() {}
        });

        assertThat(form.length - before.get(1)).isEqualTo(3 + ("\r\n--" + BOUNDARY + "--\r\n").length());
    }

    @Test
    void moreBytesThanAllowedAreRefused() {
        assertThatThrownBy(() -> read(new ByteArrayInputStream(form(new byte[500], new byte[500])), 900))
                .isInstanceOfSatisfying(
                        HttpFailure.class, e -> assertThat(e.status()).isEqualTo(413));
    }

    @Test
    void aPartWithoutANameIsRefused() {
        String form = "--" + BOUNDARY + "\r\nContent-Type: text/plain\r\n\r\nx\r\n--" + BOUNDARY + "--\r\n";

        assertThatThrownBy(() -> read(new ByteArrayInputStream(form.getBytes(StandardCharsets.UTF_8)), 900))
                .isInstanceOfSatisfying(
                        HttpFailure.class, e -> assertThat(e.status()).isEqualTo(400));
    }

    @Test
    void tooManyPartsAreRefused() {
        String part = "--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nx\r\n";

        assertThatThrownBy(() -> read(
                        new ByteArrayInputStream(
                                (part.repeat(50) + "--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.UTF_8)),
                        9000))
                .isInstanceOfSatisfying(
                        HttpFailure.class, e -> assertThat(e.status()).isEqualTo(400));
    }

    @Test
    void onlyMultipartWithABoundaryIsTaken() {
        assertThat(MultipartStream.boundary("multipart/form-data; boundary=\"a b\""))
                .isEqualTo("a b");
        for (String type : new String[] {null, "text/plain", "multipart/mixed; boundary=x"}) {
            assertThatThrownBy(() -> MultipartStream.boundary(type))
                    .isInstanceOfSatisfying(
                            HttpFailure.class, e -> assertThat(e.status()).isEqualTo(415));
        }
        assertThatThrownBy(() -> MultipartStream.boundary("multipart/form-data"))
                .isInstanceOfSatisfying(
                        HttpFailure.class, e -> assertThat(e.status()).isEqualTo(400));
    }

    private void read(InputStream body, long maxBytes) throws IOException {
        MultipartStream.read(body, BOUNDARY, maxBytes, new MultipartStream.PartListener() {
            private final ByteArrayOutputStream content = new ByteArrayOutputStream();

            @Override
            public void begin(MultipartStream.PartHead head) {
                heads.add(head.name() + ":" + head.fileName());
                content.reset();
            }

            @Override
            public void content(byte[] bytes, int offset, int count) {
                content.write(bytes, offset, count);
            }

            @Override
            public void end() {
                contents.add(content.toByteArray());
            }
        });
    }

    private static byte[] form(byte[] field, byte[] file) {
        ByteArrayOutputStream form = new ByteArrayOutputStream();
        form.writeBytes(("--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8));
        form.writeBytes(field);
        form.writeBytes(("\r\n--" + BOUNDARY
                        + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"name.txt\"\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8));
        form.writeBytes(file);
        form.writeBytes(("\r\n--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.UTF_8));
        return form.toByteArray();
    }

    private static byte[] tricky(Random random) {
        String[] pieces = {"\r", "\n", "\r\n", "\r\n-", "\r\n--", "\r\n----", "--x", "\r\n--x", "x", "\0", "--"};
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(60); i > 0; i--) {
            text.append(pieces[random.nextInt(pieces.length)]);
        }
        String content = text.toString();
        while (content.contains("\r\n--" + BOUNDARY)) {
            content = content.replace("\r\n--" + BOUNDARY, "");
        }
        return content.getBytes(StandardCharsets.UTF_8);
    }

    /** Gives a few bytes at a time. */
    private static final class Trickle extends InputStream {
        private final InputStream all;
        private final Random random;

        Trickle(byte[] bytes, Random random) {
            this.all = new ByteArrayInputStream(bytes);
            this.random = random;
        }

        @Override
        public int read() throws IOException {
            return all.read();
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            return all.read(target, offset, Math.min(length, 1 + random.nextInt(7)));
        }
    }
}
