package io.bush.examples.review.media;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.function.IntConsumer;
import javax.imageio.IIOException;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.event.IIOReadProgressListener;
import javax.imageio.stream.FileImageInputStream;
import javax.imageio.stream.ImageInputStream;

/** Makes a small PNG of a big picture, with bounded memory and time. Thread safety: any thread. */
final class ThumbnailImage {

    static final int LONGEST_SIDE = 320;

    private static final long MAX_PIXELS = 40_000_000;
    private static final int MAX_SIDE = 30_000;
    private static final Duration MAX_TIME = Duration.ofSeconds(30);
    private static final List<String> FORMATS = List.of("png", "jpeg", "gif", "bmp");

    private ThumbnailImage() {}

    /** The picture is to blame; the message is for its owner. */
    static final class UnusablePicture extends IOException {
        private static final long serialVersionUID = 1L;

        UnusablePicture(String message) {
            super(message);
        }
    }

    /**
     * Makes a thumbnail.
     *
     * @param source the picture
     * @param target where the PNG goes
     * @param percent hears how far it is, 0 to 99
     * @throws UnusablePicture when it is no picture, too big, broken, or takes too long
     * @throws IOException when the disk fails
     */
    static void make(Path source, Path target, IntConsumer percent) throws IOException {
        BufferedImage decoded = decode(source, percent);
        percent.accept(80);
        BufferedImage scaled = scale(decoded);
        percent.accept(90);
        write(scaled, target);
        percent.accept(99);
    }

    /** Whoever reads the target sees nothing or all of it, even if two nodes should make it. */
    private static void write(BufferedImage image, Path target) throws IOException {
        Path draft = Files.createTempFile(target.getParent(), target.getFileName() + ".", "");
        try {
            if (!ImageIO.write(image, "png", draft.toFile())) {
                throw new IOException("the thumbnail cannot be written");
            }
            Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    private static BufferedImage decode(Path source, IntConsumer percent) throws IOException {
        try (ImageInputStream stream = new FileImageInputStream(source.toFile())) {
            ImageReader reader = reader(stream);
            try {
                // The size is asked first: a few kilobytes can claim gigapixels.
                int width = reader.getWidth(0);
                int height = reader.getHeight(0);
                if (width > MAX_SIDE || height > MAX_SIDE || (long) width * height > MAX_PIXELS) {
                    throw new UnusablePicture("the picture has " + width + " x " + height + " pixels, allowed: "
                            + MAX_PIXELS + " and " + MAX_SIDE + " on a side");
                }
                ImageReadParam param = reader.getDefaultReadParam();
                // Twice the final size is enough to scale smoothly, and little to hold in memory.
                int step = Math.max(1, Math.max(width, height) / (2 * LONGEST_SIDE));
                param.setSourceSubsampling(step, step, 0, 0);
                reader.addIIOReadProgressListener(new Progress(percent, System.nanoTime() + MAX_TIME.toNanos()));
                return reader.read(0, param);
            } catch (UnusablePicture e) {
                throw e;
            } catch (IIOException | RuntimeException e) {
                // The readers of the JDK throw many kinds of both on broken files.
                throw new UnusablePicture("the picture is broken, or of a kind that cannot be read");
            } finally {
                reader.dispose();
            }
        }
    }

    private static ImageReader reader(ImageInputStream stream) throws IOException {
        Iterator<ImageReader> readers = ImageIO.getImageReaders(stream);
        while (readers.hasNext()) {
            ImageReader reader = readers.next();
            if (FORMATS.contains(reader.getFormatName().toLowerCase(Locale.ROOT))) {
                reader.setInput(stream, true, true);
                return reader;
            }
            reader.dispose();
        }
        throw new UnusablePicture("the file is no picture in PNG, JPEG, GIF or BMP");
    }

    private static BufferedImage scale(BufferedImage image) {
        double factor = Math.min(1.0, (double) LONGEST_SIDE / Math.max(image.getWidth(), image.getHeight()));
        int width = Math.max(1, (int) Math.round(image.getWidth() * factor));
        int height = Math.max(1, (int) Math.round(image.getHeight() * factor));
        BufferedImage scaled = new BufferedImage(width, height, BufferedImage.TYPE_INT_ARGB);
        Graphics2D graphics = scaled.createGraphics();
        try {
            graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
            graphics.drawImage(image, 0, 0, width, height, null);
        } finally {
            graphics.dispose();
        }
        return scaled;
    }

    /** Passes the decoder's progress on, and stops it when it takes too long. */
    private record Progress(IntConsumer percent, long deadlineNanos) implements IIOReadProgressListener {
        @Override
        public void imageProgress(ImageReader source, float percentageDone) {
            if (System.nanoTime() - deadlineNanos > 0) {
                source.abort();
            }
            percent.accept((int) (percentageDone * 0.8f));
        }

        @Override
        public void readAborted(ImageReader source) {
            throw new IllegalStateException("decoding took more than " + MAX_TIME.toSeconds() + " s");
        }

        @Override
        public void sequenceStarted(ImageReader source, int minIndex) {}

        @Override
        public void sequenceComplete(ImageReader source) {}

        @Override
        public void imageStarted(ImageReader source, int imageIndex) {}

        @Override
        public void imageComplete(ImageReader source) {}

        @Override
        public void thumbnailStarted(ImageReader source, int imageIndex, int thumbnailIndex) {}

        @Override
        public void thumbnailProgress(ImageReader source, float percentageDone) {}

        @Override
        public void thumbnailComplete(ImageReader source) {}
    }
}
