package io.bush.examples.desk.ui;

import io.bush.examples.desk.model.CommentLine;
import io.bush.examples.desk.model.Faces;
import io.bush.examples.desk.model.Faces.Face;
import io.bush.examples.desk.model.FileModel;
import io.bush.examples.desk.ui.parts.FacesStrip;
import io.bush.examples.desk.ui.parts.FlatButton;
import io.bush.examples.desk.ui.parts.Look;
import java.awt.BorderLayout;
import java.awt.Color;
import java.awt.Cursor;
import java.awt.Dimension;
import java.awt.Font;
import java.awt.Graphics;
import java.awt.Graphics2D;
import java.awt.GridBagLayout;
import java.awt.event.MouseAdapter;
import java.awt.event.MouseEvent;
import java.util.List;
import java.util.Objects;
import java.util.function.DoubleConsumer;
import javax.swing.JComponent;
import javax.swing.JLabel;
import javax.swing.JPanel;
import javax.swing.Timer;

/**
 * Where the user is in the film, where the others are, and where comments are. The desk has no player and the server does not
 * know how long a film is: the playhead moves by itself for {@value #SECONDS} seconds.
 */
final class Timeline extends JPanel {

    private static final long serialVersionUID = 1L;
    static final int SECONDS = 120;
    private static final int TICK_MILLIS = 100;
    private static final int FACE = 22;
    private static final int TRACK = 34;

    private final transient DoubleConsumer moved;
    private final Track track = new Track();
    private final JLabel time = Look.label(Look.SMALL, Look.PALE);
    private final FlatButton play = new FlatButton("Play", FlatButton.Weight.PLAIN, this::playOrPause);
    private final Timer running = new Timer(TICK_MILLIS, event -> tick());
    private double playhead;
    private transient Faces faces = Faces.NONE;
    private transient List<Double> comments = List.of();

    Timeline(DoubleConsumer moved) {
        super(new BorderLayout(12, 0));
        this.moved = moved;
        setOpaque(false);
        JPanel middle = new JPanel(new GridBagLayout());
        middle.setOpaque(false);
        middle.add(play);
        add(middle, BorderLayout.WEST);
        add(track, BorderLayout.CENTER);
        add(time, BorderLayout.EAST);
        play.setPreferredSize(new Dimension(62, 28));
        showTime();
    }

    void show(FileModel file) {
        faces = file.faces();
        comments = file.conversation().lines().stream()
                .map(CommentLine::entry)
                .map(entry -> entry.value().timestamp())
                .filter(Objects::nonNull)
                .toList();
        track.repaint();
    }

    double playhead() {
        return playhead;
    }

    void seek(double seconds) {
        playhead = Math.max(0, Math.min(SECONDS, seconds));
        showTime();
        track.repaint();
        moved.accept(playhead);
    }

    private void playOrPause() {
        if (running.isRunning()) {
            pause();
        } else {
            running.start();
            play.setText("Pause");
        }
    }

    void pause() {
        running.stop();
        play.setText("Play");
    }

    private void tick() {
        seek(playhead + TICK_MILLIS / 1000.0);
        if (playhead >= SECONDS) {
            pause();
        }
    }

    private void showTime() {
        time.setText(Faces.time(playhead) + " / " + Faces.time(SECONDS));
    }

    /** The line itself, as long as the film. */
    private final class Track extends JComponent {

        private static final long serialVersionUID = 1L;

        Track() {
            setFont(Look.SMALL.deriveFont(Font.BOLD, 8.5f));
            setPreferredSize(new Dimension(200, TRACK + 14));
            setCursor(Cursor.getPredefinedCursor(Cursor.HAND_CURSOR));
            MouseAdapter mouse = new MouseAdapter() {
                @Override
                public void mousePressed(MouseEvent event) {
                    go(event);
                }

                @Override
                public void mouseDragged(MouseEvent event) {
                    go(event);
                }
            };
            addMouseListener(mouse);
            addMouseMotionListener(mouse);
        }

        private void go(MouseEvent event) {
            seek((event.getX() - FACE / 2.0) * SECONDS / Math.max(1, getWidth() - FACE));
        }

        private int x(double seconds) {
            return (int) (FACE / 2.0 + Math.min(SECONDS, seconds) / SECONDS * (getWidth() - FACE));
        }

        @Override
        protected void paintComponent(Graphics graphics) {
            Graphics2D smooth = Look.smooth(this, graphics);
            int right = x(SECONDS);
            smooth.setColor(Look.LINE);
            smooth.fillRoundRect(x(0), TRACK - 3, right - x(0), 6, 6, 6);
            smooth.setColor(Look.ACCENT);
            smooth.fillRoundRect(x(0), TRACK - 3, x(playhead) - x(0), 6, 6, 6);
            smooth.setColor(Look.WARNING);
            comments.forEach(at -> smooth.fillOval(x(at) - 3, TRACK + 6, 6, 6));
            for (Face face : faces.shown()) {
                if (face.playhead() != null) {
                    int x = x(face.playhead());
                    smooth.setColor(Color.getHSBColor(face.hue(), 0.6f, 0.66f));
                    smooth.fillRect(x - 1, FACE, 2, TRACK - FACE + 3);
                    FacesStrip.circle(smooth, face, x - FACE / 2, 0, FACE);
                }
            }
            smooth.setColor(Color.WHITE);
            smooth.fillOval(x(playhead) - 8, TRACK - 8, 16, 16);
            smooth.setColor(Look.ACCENT);
            smooth.fillOval(x(playhead) - 6, TRACK - 6, 12, 12);
            smooth.dispose();
        }
    }
}
