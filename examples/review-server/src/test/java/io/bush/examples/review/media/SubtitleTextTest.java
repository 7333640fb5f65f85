package io.bush.examples.review.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SubtitleTextTest {

    @Test
    void wordsOfWebVttAreCountedWithoutMarkupNotesAndStyles() throws Exception {
        SubtitleText text = vtt("""
                \uFEFFWEBVTT - with a title
                Kind: captions
                Language: pt-BR

                STYLE
                ::cue { color: red }

                NOTE three words here
                and more

                intro
                00:01.000 --> 00:02.500 line:0
                <v Ann>Don't <b>stop</b> now</v>

                00:00:03.000 --> 00:00:04.000
                - Ça va? 42 fois!
                état-major
                """);

        assertThat(text.language()).isEqualTo("pt-br");
        assertThat(text.cues()).isEqualTo(2);
        assertThat(text.wordCount()).isEqualTo(3 + 4 + 1);
    }

    @Test
    void subRipIsReadWithItsOwnLineEndsAndTags() throws Exception {
        SubtitleText text = srt("""
                1
                00:00:01,000 --> 00:00:02,000
                <i>One</i> {\\an8}two


                2
                00:00:03,000 --> 00:00:04,000
                three
                """.replace("\n", "\r\n"));

        assertThat(text.language()).isNull();
        assertThat(text.cues()).isEqualTo(2);
        assertThat(text.wordCount()).isEqualTo(3);
    }

    @Test
    void blankLinesAndHyphensByTheMillionAreJustRead() throws Exception {
        String text = "1\n00:00:01,000 --> 00:00:02,000\n" + "a-".repeat(1_000_000) + "\n".repeat(1_000_000);

        assertThat(srt(text).wordCount()).isEqualTo(1);
    }

    @Test
    void otherScriptsHaveWordsToo() throws Exception {
        assertThat(srt("1\n00:00:01,000 --> 00:00:02,000\nПривет, мир\n").wordCount())
                .isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "WEBVTT", "WEBVTTX\n\n00:01.000 --> 00:02.000\nx", "00:01.000 --> 00:02.000\nx"})
    void whatIsNotWebVttIsRefused(String text) {
        assertThatThrownBy(() -> vtt(text)).isInstanceOf(SubtitleText.MalformedException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "just text", "1\nnot a time\nx", "1\n00:00:01,000 -> 00:00:02,000\nx"})
    void whatIsNotSubRipIsRefused(String text) {
        assertThatThrownBy(() -> srt(text)).isInstanceOf(SubtitleText.MalformedException.class);
    }

    @Test
    void bytesThatAreNotUtf8AreRefused() {
        assertThatThrownBy(() -> SubtitleText.parse(new byte[] {(byte) 0xff, 0x20}, false))
                .isInstanceOf(SubtitleText.MalformedException.class)
                .hasMessage("it is not UTF-8");
    }

    @ParameterizedTest
    @CsvSource({
        "clip.vtt,clip,",
        "clip.en.vtt,clip,en",
        "clip.pt-BR.srt,clip,pt-BR",
        "clip.zh_Hant.VTT,clip,zh-Hant",
        "take.2.srt,take.2,",
        "my.clip.de.srt,my.clip,de"
    })
    void theNameSaysWhichFileAndWhichLanguage(String name, String base, String language) {
        assertThat(SubtitleName.parse(name)).isEqualTo(new SubtitleName(base, language));
    }

    @ParameterizedTest
    @CsvSource({"clip.mp4,true", "CLIP.mov,true", "clip,true", "clip.srt,false", "clip2.mp4,false", "clip.en.mp4,false"
    })
    void subtitlesLieBesideTheFileOfTheSameBaseName(String name, boolean beside) {
        assertThat(new SubtitleName("clip", null).liesBeside(name)).isEqualTo(beside);
        assertThat(SubtitleName.parse("clip.mp4")).isNull();
    }

    private static SubtitleText vtt(String text) throws SubtitleText.MalformedException {
        return SubtitleText.parse(text.getBytes(StandardCharsets.UTF_8), true);
    }

    private static SubtitleText srt(String text) throws SubtitleText.MalformedException {
        return SubtitleText.parse(text.getBytes(StandardCharsets.UTF_8), false);
    }
}
