package io.bush.realtime.internal.sideband;

import io.bush.realtime.channel.Channel;
import io.bush.realtime.internal.lane.Lane;
import java.util.List;

/** The channel a sideband belongs to. Thread safety: on the channel's lane only, except the first two. */
public interface Audience {

    /** Returns the channel. */
    Channel channel();

    /** Returns its lane. */
    Lane lane();

    /** Tells whether the channel is attached: if not, nobody is there. */
    boolean attached();

    /** Returns everybody, whether live or not, in the order in which they came. */
    List<? extends Viewer> viewers();

    /** Somebody's queue had no room for what they must not miss: they are shown everything when it has. */
    void spill(Viewer viewer);

    /** Somebody who is not live goes without news: they are shown everything when they are. */
    void missed(Viewer viewer);
}
