package io.bush.examples.review;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;

/**
 * A first look without typing ids: makes two users, a project and a picture through the server's own HTTP surface, and says
 * which commands show a live event.
 */
final class Demo {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String BOUNDARY = "bush-demo-picture";

    private final HttpClient client = HttpClient.newHttpClient();
    private final String url;

    private Demo(String url) {
        this.url = url;
    }

    /** Prepares everything and returns what to type. */
    static String prepare(String url) throws IOException, InterruptedException {
        return new Demo(url).prepare();
    }

    private String prepare() throws IOException, InterruptedException {
        String token = post(
                        "/v4/tokens", null, "application/json", "{\"user\":\"alice\"}".getBytes(StandardCharsets.UTF_8))
                .get("token")
                .asText();
        byte[] name = "{\"name\":\"Demo\"}".getBytes(StandardCharsets.UTF_8);
        String project =
                post("/v4/projects", token, "application/json", name).get("id").asText();
        put(
                "/v4/projects/" + project + "/members/bob",
                token,
                "{\"permission\":\"edit\"}".getBytes(StandardCharsets.UTF_8));
        String file = post(
                        "/v4/projects/" + project + "/files",
                        token,
                        "multipart/form-data; boundary=" + BOUNDARY,
                        multipart(picture()))
                .get("id")
                .asText();
        return """

                Open a second terminal here and watch:
                  java -jar examples/watch/target/watch.jar --url %s/v4/cable --token %s project:%s file:%s

                Then, in a third, post a comment and see it arrive in the second:
                  curl -s %s/v4/files/%s/comments -H 'Authorization: Bearer %s' -H 'Content-Type: application/json' -d '{"text":"Hello"}'

                Or open two windows that see each other:
                  java -jar examples/desk/target/desk.jar --url %s --user alice --user bob

                Ctrl-C stops the server.""".formatted(url.replaceFirst("^http", "ws"), token, project, file, url, file, token, url);
    }

    private JsonNode post(String path, @Nullable String token, String type, byte[] body)
            throws IOException, InterruptedException {
        return send("POST", path, token, type, body);
    }

    private void put(String path, String token, byte[] body) throws IOException, InterruptedException {
        var unused = send("PUT", path, token, "application/json", body);
    }

    private JsonNode send(String method, String path, @Nullable String token, String type, byte[] body)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + path))
                .header("Content-Type", type)
                .method(method, BodyPublishers.ofByteArray(body));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        var answer = client.send(request.build(), BodyHandlers.ofString());
        if (answer.statusCode() != 201) {
            throw new IOException(method + " " + path + " answered " + answer.statusCode() + ": " + answer.body());
        }
        return JSON.readTree(answer.body());
    }

    private static byte[] multipart(byte[] picture) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        String head = "--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"demo.png\"\r\n"
                + "Content-Type: image/png\r\n\r\n";
        body.write(head.getBytes(StandardCharsets.UTF_8));
        body.write(picture);
        body.write(("\r\n--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.UTF_8));
        return body.toByteArray();
    }

    private static byte[] picture() throws IOException {
        BufferedImage image = new BufferedImage(1280, 720, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setPaint(new GradientPaint(0, 0, Color.ORANGE, 1280, 720, Color.BLUE));
        graphics.fillRect(0, 0, 1280, 720);
        graphics.dispose();
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        ImageIO.write(image, "png", png);
        return png.toByteArray();
    }
}
