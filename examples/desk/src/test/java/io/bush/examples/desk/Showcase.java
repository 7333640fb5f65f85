package io.bush.examples.desk;

import io.bush.examples.desk.api.Account;
import io.bush.examples.desk.model.FileModel;
import io.bush.examples.desk.ui.parts.Look;
import io.bush.realtime.client.optimistic.Entry.Pending;
import io.bush.realtime.client.presence.PresenceStatus;
import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.Rectangle;
import java.awt.Robot;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import javax.swing.JButton;
import javax.swing.JComponent;
import javax.swing.JLabel;
import javax.swing.JTextArea;
import javax.swing.RepaintManager;
import javax.swing.SwingUtilities;
import org.jspecify.annotations.Nullable;

/**
 * Opens the windows of ann and bob, lets them and others work, looks at what is shown and takes pictures of it. A process of its
 * own, because a display is chosen when a process starts. Ends with 0 when everything was as it should be.
 */
public final class Showcase {

    /** Pixels of the display: two windows beside each other. */
    public static final int WIDTH = 2560;

    public static final int HEIGHT = 800;

    private final Premises premises;
    private final Path output;
    private final Robot robot = new Robot();
    private final List<Worker> others = new ArrayList<>();
    private final String film;
    private final Screenful ann;
    private final Screenful bob;

    private Showcase(Premises premises, Path output) throws Exception {
        this.premises = premises;
        this.output = output;
        for (String name : List.of("bob", "cleo", "dan", "eve", "finn", "gus", "hana")) {
            premises.member(name);
        }
        film = premises.film("Scene 4 – the harbour.mp4");
        premises.file("Poster.png", "image/png", poster());
        premises.file("Shot list.txt", "text/plain", new byte[] {'1'});
        for (String name : List.of("cleo", "dan", "eve", "finn", "gus", "hana")) {
            others.add(premises.desk(name));
        }
        ann = Screenful.open(premises, new Account.Named("ann"), 10);
        bob = Screenful.open(premises, new Account.Named("bob"), WIDTH / 2 + 10);
    }

    public static void main(String[] args) throws Exception {
        // Windows that are still open would keep it alive.
        Thread.currentThread().setUncaughtExceptionHandler((thread, thrown) -> {
            thrown.printStackTrace();
            System.exit(1);
        });
        Look.smoothText();
        OffThread offThread = new OffThread();
        SwingUtilities.invokeAndWait(() -> RepaintManager.setCurrentManager(offThread));
        try (Premises premises = new Premises("Northern Lights")) {
            Showcase showcase = new Showcase(premises, Path.of(args[0]));
            showcase.run();
            offThread.check();
            showcase.close();
        }
        System.exit(0);
    }

    private void run() throws Exception {
        ann.openAsset("Scene 4 – the harbour.mp4");
        bob.openAsset("Scene 4 – the harbour.mp4");
        FileModel annsFile = ann.file(film);
        FileModel bobsFile = bob.file(film);
        talk(annsFile, bobsFile);
        bob.press("Edit", "Could the gulls");
        bob.await("bob's lock", () -> bobsFile.conversation().editing() != null);
        crowd();
        ann.press("0:44", null);
        ann.await(
                "the toast",
                () -> annsFile.conversation().comment("Agreed, half a stop down", "comment_gone", null),
                () -> ann.shows(JTextArea.class, "Comment could not be saved – the file has no such"));
        ann.await("the lock in the window", () -> ann.shows(JLabel.class, "bob is editing…"));
        ann.await("the kept text", () -> ann.shows(JLabel.class, "Kept: Agreed, half a stop down"));
        // In the order in which the server heard of them, whoever was first to open the file.
        List<String> states =
                List.of("bob (viewing)", "cleo (commenting at 0:10)", "dan (commenting at 0:27)", "finn (");
        ann.await("the others' states", () -> states.stream().allMatch(ann::tip));
        ann.await("the playhead", () -> ann.shows(JButton.class, "Comment at 0:44"));
        ann.await("who writes", () -> ann.shows(JLabel.class, "2 people are writing…"));
        ann.await("the light", () -> ann.tip("Connected since"));
        ann.await("the faces", () -> ann.tip("and 2 more"));
        ann.check("nobody else can edit what bob edits", () -> ann.disabled("Edit", "bob is editing this comment"));
        ann.checkNothingIsClipped();
        bob.checkNothingIsClipped();
        picture("desk.png", ann);
        picture("desk-bob.png", bob);
        poster(ann);
        Premises.get(premises.owner.delete("/v4/files/" + film));
        bob.await("the overlay", () -> bob.shows(JLabel.class, "This asset was deleted by ann"));
        bob.checkNothingIsClipped();
        picture("deleted.png", bob);
        bob.press("Back to the project", null);
        bob.await("the list", () -> bob.shows(JLabel.class, "Open a file on the left"));
    }

    private void talk(FileModel annsFile, FileModel bobsFile) throws Exception {
        Worker cleo = others.get(0);
        FileModel cleosFile = cleo.opens(film);
        cleo.act(() ->
                cleosFile.conversation().comment("The sky is too warm here. Is this still the old grade?", null, 12.0));
        saved(annsFile, 1);
        String first =
                ann.ask(() -> annsFile.conversation().lines().get(0).entry().id());
        ann.does(() -> annsFile.conversation().comment("New grade comes on Monday.", first, null));
        saved(annsFile, 2);
        bob.does(() -> bobsFile.conversation().comment("Could the gulls be a little softer from here on?", null, 44.0));
        saved(annsFile, 3);
        cleo.act(() -> cleosFile.conversation().comment("Lovely cut.", null, 83.0));
        saved(annsFile, 4);
        String last =
                ann.ask(() -> annsFile.conversation().lines().get(3).entry().id());
        ann.does(() -> annsFile.conversation().complete(Objects.requireNonNull(last)));
        ann.await("what is done", () -> ann.shows(JLabel.class, "✓ done by ann"));
    }

    private void saved(FileModel file, int comments) throws Exception {
        ann.await(comments + " comments", () -> {
            var lines = file.conversation().lines();
            return lines.size() == comments
                    && lines.stream().allMatch(line -> line.entry().pending() == Pending.NOTHING);
        });
    }

    /** Everybody looks; some write, some are idle, and they are in different places. */
    private void crowd() throws Exception {
        for (Worker worker : others) {
            int i = others.indexOf(worker);
            worker.opens(film);
            double place = 10 + 17 * i;
            PresenceStatus status = i < 2 ? PresenceStatus.COMMENTING : PresenceStatus.VIEWING;
            worker.act(() -> {
                worker.session().playhead(place);
                worker.session().writing(i == 2 || i > 3 ? PresenceStatus.IDLE : status);
            });
        }
    }

    /** A picture file shows its picture. */
    private void poster(Screenful screen) throws Exception {
        screen.openAsset("Poster.png");
        FileModel poster = screen.open();
        screen.await("the picture", () -> poster.thumbnail() != null);
        picture("poster.png", screen);
    }

    private void picture(String name, Screenful screen) throws Exception {
        Rectangle bounds = screen.settled();
        robot.waitForIdle();
        BufferedImage image = robot.createScreenCapture(bounds);
        ImageIO.write(image, "png", output.resolve(name).toFile());
        long colours = IntStream.range(0, bounds.height)
                .filter(y -> y % 3 == 0)
                .flatMap(y -> IntStream.range(0, bounds.width).map(x -> image.getRGB(x, y)))
                .distinct()
                .count();
        if (colours < 50) {
            throw new AssertionError(name + " has " + colours + " colours only");
        }
    }

    private static byte[] poster() throws Exception {
        BufferedImage image = new BufferedImage(640, 360, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setPaint(new GradientPaint(0, 0, new Color(0x0b1d3a), 0, 360, new Color(0x1f8a70)));
        graphics.fillRect(0, 0, 640, 360);
        graphics.setColor(new Color(0x0a1420));
        graphics.fillPolygon(
                new int[] {0, 160, 300, 420, 640, 640, 0}, new int[] {300, 180, 270, 200, 290, 360, 360}, 7);
        graphics.dispose();
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        ImageIO.write(image, "png", png);
        return png.toByteArray();
    }

    private void close() throws Exception {
        ann.close();
        bob.close();
    }

    /** Notes whoever touches what is shown from another thread than the event thread. */
    private static final class OffThread extends RepaintManager {

        private volatile @Nullable Throwable first;

        @Override
        public synchronized void addInvalidComponent(JComponent component) {
            note();
            super.addInvalidComponent(component);
        }

        @Override
        public void addDirtyRegion(JComponent component, int x, int y, int width, int height) {
            note();
            super.addDirtyRegion(component, x, y, width, height);
        }

        private void note() {
            if (!SwingUtilities.isEventDispatchThread() && first == null) {
                first = new Throwable(Thread.currentThread().getName());
            }
        }

        void check() {
            if (first != null) {
                throw new AssertionError("something shown was touched off the event thread", first);
            }
        }
    }

    /** Finds buttons by what they say. */
    static boolean says(JButton button, String label) {
        return label.equals(button.getText());
    }
}
