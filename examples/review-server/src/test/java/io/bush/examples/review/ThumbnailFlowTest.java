package io.bush.examples.review;

import static io.bush.examples.review.TestServer.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.bush.examples.review.TestServer.Answer;
import io.bush.examples.review.TestServer.Person;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ThumbnailFlowTest {

    @RegisterExtension
    static final TestServer SERVER = new TestServer();

    private final Person alice = SERVER.newPerson();
    private final String project = SERVER.newProject(alice);

    @ParameterizedTest
    @ValueSource(strings = {"png", "jpeg", "gif", "bmp"})
    void aPictureGetsASmallOneMadeOfItAndTheFileTellsHowItGoes(String format) throws IOException {
        String file = upload("shot." + format, "image/" + format, picture(format, 900, 600));

        JsonNode completed =
                SERVER.recording.await("file:" + file, "processing.completed").data();

        assertThat(completed.path("job_type").asText()).isEqualTo("thumbnail");
        assertThat(completed.toString()).contains("/v4/files/" + file + "/thumbnail");
        List<String> names = SERVER.recording.on("file:" + file).stream()
                .map(Recording.Heard::event)
                .filter(event -> event.startsWith("processing."))
                .distinct()
                .toList();
        assertThat(names).containsExactly("processing.started", "processing.progress", "processing.completed");
        List<Integer> percents = SERVER.recording.on("file:" + file).stream()
                .filter(one -> one.event().equals("processing.progress"))
                .map(one -> one.data().path("percentage").asInt())
                .toList();
        assertThat(percents).isSorted().hasSizeGreaterThan(2);
        Answer shown = SERVER.get(alice, "/v4/files/" + file);
        var response = SERVER.sendForBytes(
                SERVER.request(alice, shown.text("thumbnail_url")).GET());
        BufferedImage thumbnail = ImageIO.read(new ByteArrayInputStream(response.body()));
        assertThat(thumbnail.getWidth()).isEqualTo(320);
        assertThat(thumbnail.getHeight()).isEqualTo(213);
    }

    @Test
    void whatOnlyClaimsToBeAPictureFails() {
        String file = upload("fake.png", "image/png", bytes("not a picture"));

        JsonNode failed =
                SERVER.recording.await("file:" + file, "processing.failed").data();

        assertThat(failed.path("error_message").asText()).isEqualTo("the file is no picture in PNG, JPEG, GIF or BMP");
        Answer thumbnail = SERVER.get(alice, "/v4/files/" + file + "/thumbnail");
        assertThat(thumbnail.status()).isEqualTo(404);
        assertThat(thumbnail.text("message")).contains("failed");
    }

    @Test
    void aTinyFileThatClaimsGigapixelsIsRefusedByItsHeader() throws IOException {
        byte[] small = picture("png", 2, 2);
        // The header's width and height: bytes 16 to 23. Readers do not check its checksum before the size is known.
        for (int i : new int[] {16, 20}) {
            small[i] = 0;
            small[i + 1] = 0;
            small[i + 2] = 0x70;
            small[i + 3] = 0;
        }
        String file = upload("bomb.png", "image/png", small);

        JsonNode failed =
                SERVER.recording.await("file:" + file, "processing.failed").data();

        assertThat(failed.path("error_message").asText()).contains("28672 x 28672 pixels");
    }

    @Test
    void aPictureCutInTheMiddleFailsAndTheNextOneIsMade() throws IOException {
        byte[] whole = picture("jpeg", 800, 800);
        byte[] half = Arrays.copyOf(whole, 300);
        String broken = upload("cut.jpg", "image/jpeg", half);
        String fine = upload("fine.jpg", "image/jpeg", whole);

        SERVER.recording.await("file:" + broken, "processing.failed");
        SERVER.recording.await("file:" + fine, "processing.completed");
    }

    @Test
    void otherFilesAreNotProcessed() {
        String file = upload("notes.txt", "text/plain", bytes("hello"));

        assertThat(SERVER.get(alice, "/v4/files/" + file).text("thumbnail")).isEqualTo("none");
        assertThat(SERVER.recording.durableNamesOn("file:" + file)).isEmpty();
    }

    private String upload(String name, String type, byte[] content) {
        return SERVER.upload(alice, "/v4/projects/" + project + "/files", name, type, content)
                .text("id");
    }

    private static byte[] picture(String format, int width, int height) throws IOException {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int x = 0; x < width; x++) {
            for (int y = 0; y < height; y++) {
                image.setRGB(x, y, (x * 31 + y * 17) & 0xffffff);
            }
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThat(ImageIO.write(image, format, out)).isTrue();
        return out.toByteArray();
    }
}
