package io.bush.examples.desk;

import io.bush.examples.desk.api.Account;
import io.bush.examples.desk.model.FileModel;
import java.awt.Component;
import java.awt.Container;
import java.awt.Point;
import java.awt.Rectangle;
import java.awt.event.MouseEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import javax.swing.JButton;
import javax.swing.JComponent;
import javax.swing.JLabel;
import javax.swing.JTextArea;
import javax.swing.SwingUtilities;
import javax.swing.Timer;
import javax.swing.text.JTextComponent;
import org.jspecify.annotations.Nullable;

/** A desk's window, as somebody in front of it sees and uses it. */
final class Screenful {

    private static final int LOOK_MILLIS = 20;
    private static final int TOP = 10;

    private final DeskApp app;
    private final String name;
    private final Point place;

    private Screenful(DeskApp app, String name, Point place) {
        this.app = app;
        this.name = name;
        this.place = place;
    }

    static Screenful open(Premises premises, Account account, int left) throws Exception {
        AtomicReference<DeskApp> made = new AtomicReference<>();
        SwingUtilities.invokeAndWait(() -> {
            DeskApp app = new DeskApp(premises.url(), account, premises.project);
            app.show(left, TOP);
            made.set(app);
        });
        Screenful screen = new Screenful(Objects.requireNonNull(made.get()), account.toString(), new Point(left, TOP));
        screen.await("the files", () -> screen.shows(JLabel.class, "Shot list.txt"));
        return screen;
    }

    @Nullable
    DeskSession session() {
        return app.session();
    }

    void does(Runnable what) throws Exception {
        SwingUtilities.invokeAndWait(what);
    }

    /** Asks on the event thread. */
    <T extends @Nullable Object> T ask(Callable<T> what) throws Exception {
        FutureTask<T> asked = new FutureTask<>(what);
        SwingUtilities.invokeAndWait(asked);
        return asked.get();
    }

    /** Looks again and again on the event thread until something is so. */
    void await(String what, Callable<Boolean> holds) throws Exception {
        await(what, () -> {}, holds);
    }

    /** The same, and looks from before something is done: for what goes by itself, however late this thread goes on. */
    void await(String what, Runnable done, Callable<Boolean> holds) throws Exception {
        CompletableFuture<Void> seen = new CompletableFuture<>();
        Timer timer = new Timer(LOOK_MILLIS, event -> look(holds, seen));
        timer.start();
        try {
            does(done);
            seen.get(Premises.DEADLINE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError(
                    name + " does not see in time: " + what + "; sees " + ask(this::texts) + " and " + ask(this::tips),
                    e);
        } catch (ExecutionException e) {
            throw new AssertionError(what, e);
        } finally {
            timer.stop();
        }
    }

    private static void look(Callable<Boolean> holds, CompletableFuture<Void> seen) {
        try {
            if (!seen.isDone() && holds.call()) {
                seen.complete(null);
            }
        } catch (Exception e) {
            seen.completeExceptionally(e);
        }
    }

    void check(String what, Callable<Boolean> holds) throws Exception {
        if (!ask(holds)) {
            throw new AssertionError(name + ": not so: " + what);
        }
    }

    // ---- what there is; on the event thread

    private <C extends Component> List<C> all(Class<C> type, Predicate<? super C> which) {
        List<C> found = new ArrayList<>();
        collect(app.window().frame(), type, which, found);
        return found;
    }

    private static <C extends Component> void collect(
            Container from, Class<C> type, Predicate<? super C> which, List<C> found) {
        for (Component component : from.getComponents()) {
            if (component.isShowing() && type.isInstance(component) && which.test(type.cast(component))) {
                found.add(type.cast(component));
            }
            if (component instanceof Container container) {
                collect(container, type, which, found);
            }
        }
    }

    private static String text(Component component) {
        String text = null;
        if (component instanceof JLabel label) {
            text = label.getText();
        } else if (component instanceof JButton button) {
            text = button.getText();
        } else if (component instanceof JTextComponent area) {
            text = area.getText();
        }
        return text == null ? "" : text;
    }

    private List<String> texts() {
        return all(JComponent.class, it -> !text(it).isEmpty()).stream()
                .map(Screenful::text)
                .toList();
    }

    private List<String> tips() {
        return all(JComponent.class, it -> it.getToolTipText() != null).stream()
                .map(JComponent::getToolTipText)
                .toList();
    }

    boolean shows(Class<? extends JComponent> type, String start) {
        return !all(type, it -> text(it).startsWith(start)).isEmpty();
    }

    boolean tip(String part) {
        return !all(JComponent.class, it -> String.valueOf(it.getToolTipText()).contains(part))
                .isEmpty();
    }

    boolean disabled(String label, String why) {
        List<JButton> buttons = all(JButton.class, it -> Showcase.says(it, label) && why.equals(it.getToolTipText()));
        List<JButton> pressable = all(JButton.class, it -> Showcase.says(it, label) && it.isEnabled());
        return buttons.stream().noneMatch(JButton::isEnabled) && pressable.isEmpty() == !buttons.isEmpty();
    }

    /** Every word that is shown has the room it needs, inside what holds it, as soon as what just changed is laid out. */
    void checkNothingIsClipped() throws Exception {
        settled();
        try {
            await("that nothing is clipped", () -> clipped().isEmpty());
        } catch (AssertionError e) {
            throw new AssertionError(name + ": clipped: " + ask(this::clipped), e);
        }
    }

    private List<String> clipped() {
        List<String> clipped = new ArrayList<>();
        all(JComponent.class, it -> it instanceof JLabel || it instanceof JButton).stream()
                .filter(it -> !text(it).isEmpty() && !text(it).startsWith("Kept: "))
                .filter(it -> it.getWidth() < it.getPreferredSize().width
                        || it.getHeight() < it.getPreferredSize().height
                        || it.getX() < 0
                        || it.getX() + it.getWidth() > it.getParent().getWidth()
                        || it.getY() + it.getHeight() > it.getParent().getHeight())
                .map(it -> text(it) + " " + it.getBounds() + " wants " + it.getPreferredSize())
                .forEach(clipped::add);
        all(JTextArea.class, it -> !(it.getParent() instanceof javax.swing.JViewport)).stream()
                .filter(it -> it.getHeight() < it.getPreferredSize().height)
                .map(Screenful::text)
                .forEach(clipped::add);
        return clipped;
    }

    /** Waits until the window stands in its place and everything that was asked for is laid out; returns where it is. */
    Rectangle settled() throws Exception {
        await("its place", () -> {
            app.window().frame().setLocation(place);
            app.window().frame().validate();
            return app.window().frame().getLocationOnScreen().equals(place);
        });
        return ask(() -> app.window().frame().getBounds());
    }

    // ---- what somebody does

    void openAsset(String asset) throws Exception {
        does(() -> {
            JLabel label = all(JLabel.class, it -> text(it).equals(asset)).get(0);
            Container card = SwingUtilities.getAncestorOfClass(io.bush.examples.desk.ui.parts.RoundPanel.class, label);
            press(card);
        });
        await(
                asset,
                () -> !all(JTextComponent.class, it -> "name".equals(it.getName()) && text(it).equals(asset))
                        .isEmpty());
    }

    private static void press(Component component) {
        component.dispatchEvent(
                new MouseEvent(component, MouseEvent.MOUSE_PRESSED, 0, 0, 5, 5, 1, false, MouseEvent.BUTTON1));
    }

    /** Presses a button as soon as it is there; of the comment that says something, or the only one. */
    void press(String label, @Nullable String comment) throws Exception {
        await("the button " + label, () -> {
            List<JButton> buttons = all(JButton.class, it -> it.isEnabled() && Showcase.says(it, label));
            if (comment != null) {
                List<JTextArea> texts = all(JTextArea.class, it -> text(it).startsWith(comment));
                buttons.removeIf(
                        it -> texts.stream().noneMatch(text -> SwingUtilities.isDescendingFrom(it, text.getParent())));
            }
            if (!buttons.isEmpty()) {
                buttons.get(0).doClick();
            }
            return !buttons.isEmpty();
        });
    }

    FileModel file(String id) throws Exception {
        FileModel found = open();
        if (!found.id().equals(id)) {
            throw new AssertionError(name + " has another file open");
        }
        return found;
    }

    /** Returns the open file. */
    FileModel open() throws Exception {
        return Objects.requireNonNull(ask(() -> app.window().open()));
    }

    void close() throws Exception {
        does(() -> app.window().frame().dispose());
    }
}
