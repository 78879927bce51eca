package org.example.words;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.osgi.service.component.annotations.*;
import org.tubepost.api.filter.*;
import org.tubepost.api.message.*;

/** Refuses messages with a word in their header, and says of the others that it has looked. */
@Component(property = MessageFilter.NAME + "=words")
public final class WordFilter implements MessageFilter {
    @interface Settings {
        String word() default "lottery";
    }

    private final String word;

    @Activate
    public WordFilter(Settings settings) {
        word = settings.word().toLowerCase(Locale.ROOT);
    }

    @Override
    public List<Verdict> judge(FilterRequest request) throws IOException {
        Content content = request.content().orElseThrow();
        byte[] header = content.newInputStream(0, content.summary().headerSize()).readAllBytes();
        String text = new String(header, StandardCharsets.UTF_8).toLowerCase(Locale.ROOT);
        return text.contains(word)
                ? List.of(new Verdict.Refuse(Reply.of(550, "5.7.1", "we do not play")))
                : List.of(new Verdict.AddHeader("X-Word-Filter", "clean"));
    }
}
