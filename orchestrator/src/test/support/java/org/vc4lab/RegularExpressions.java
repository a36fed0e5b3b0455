// SPDX-License-Identifier: Apache-2.0
package org.vc4lab;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The regular expressions of the project's own code. */
final class RegularExpressions {
    private static final Path SOURCES = Path.of("src/main/java");
    private static final String STRING = "\"(?:[^\"\\\\]|\\\\.)*+\"";
    private static final Pattern CALL =
            Pattern.compile("(?<!Files|link)\\.(matches|replaceAll|replaceFirst|split)\\(\\s*(" + STRING
                    + "(?:\\s*\\+\\s*" + STRING + ")*)");

    private static final Pattern UNICODE = Pattern.compile("\\\\u([0-9a-fA-F]{4})");

    private RegularExpressions() {}

    /** How an expression is applied. */
    enum Use {
        MATCHES {
            @Override
            void apply(Matcher matcher) {
                matcher.matches();
            }
        },
        LOOKING_AT {
            @Override
            void apply(Matcher matcher) {
                matcher.lookingAt();
            }
        },
        FIND {
            @Override
            void apply(Matcher matcher) {
                while (matcher.find()) {
                    matcher.start();
                }
            }
        };

        abstract void apply(Matcher matcher);
    }

    /** An expression, and what it is called in the sources. */
    record Expression(String name, Pattern pattern, Use use) {
        @Override
        public String toString() {
            return name + " " + use + " " + pattern;
        }
    }

    /** All constants, also those in collections and records, and all literals of String's methods. */
    static List<Expression> all() throws IOException {
        TreeMap<String, Expression> expressions = new TreeMap<>();
        try (Stream<Path> files = Files.walk(SOURCES)) {
            for (Path file : files.filter(each -> each.toString().endsWith(".java"))
                    .filter(each -> !each.endsWith("package-info.java"))
                    .toList()) {
                String source = Files.readString(file);
                String type =
                        SOURCES.relativize(file).toString().replace(".java", "").replace('/', '.');
                Stream.concat(literals(type, source), constants(load(type), source))
                        .forEach(expression -> expressions.put(expression.toString(), expression));
            }
        }
        return List.copyOf(expressions.values());
    }

    private static Stream<Expression> literals(String type, String source) {
        return CALL.matcher(source)
                .results()
                .map(call -> new Expression(type, Pattern.compile(literal(call)), literalUse(call.group(1))));
    }

    private static Use literalUse(String method) {
        return method.equals("matches") ? Use.MATCHES : Use.FIND;
    }

    private static String literal(MatchResult call) {
        return Pattern.compile(STRING)
                .matcher(call.group(2))
                .results()
                .map(part -> part.group().substring(1, part.group().length() - 1))
                .map(part -> UNICODE.matcher(part)
                        .replaceAll(escape -> Character.toString(Integer.parseInt(escape.group(1), 16))))
                .map(String::translateEscapes)
                .collect(Collectors.joining());
    }

    private static Class<?> load(String type) {
        try {
            return Class.forName(type);
        } catch (ClassNotFoundException missing) {
            throw new IllegalStateException(missing);
        }
    }

    private static Stream<Expression> constants(Class<?> type, String source) {
        Stream<Expression> own = Stream.of(type.getDeclaredFields())
                .filter(field -> Modifier.isStatic(field.getModifiers()))
                .flatMap(field -> patterns(value(field), Set.of())
                        .flatMap(pattern -> uses(field.getName(), source).stream()
                                .map(use -> new Expression(type.getName() + "." + field.getName(), pattern, use))));
        return Stream.concat(own, Stream.of(type.getDeclaredClasses()).flatMap(nested -> constants(nested, source)));
    }

    private static Object value(Field field) {
        try {
            field.setAccessible(true);
            return Optional.ofNullable(field.get(null)).orElse("");
        } catch (ReflectiveOperationException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static Stream<Pattern> patterns(Object value, Set<Object> outer) {
        if (value instanceof Pattern pattern) {
            return Stream.of(pattern);
        }
        if (value instanceof Collection<?> collection) {
            return collection.stream().flatMap(element -> patterns(element, outer));
        }
        if (value instanceof Record && value.getClass().getName().startsWith("org.vc4lab")) {
            return Stream.of(value.getClass().getRecordComponents())
                    .filter(component -> component.getType().equals(Pattern.class))
                    .map(component -> component(value, component));
        }
        return Stream.of();
    }

    private static Pattern component(Object owner, RecordComponent component) {
        try {
            component.getAccessor().setAccessible(true);
            return (Pattern) component.getAccessor().invoke(owner);
        } catch (ReflectiveOperationException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** How the source applies a constant; if that is not plain to see, in all ways in which it applies any. */
    private static Set<Use> uses(String name, String source) {
        Set<String> methods = Stream.concat(
                        Pattern.compile("\\b" + name + "\\s*\\.matcher\\((?:[^()]|\\([^()]*\\))*\\)\\s*\\.(\\w+)")
                                .matcher(source)
                                .results()
                                .map(call -> call.group(1)),
                        Pattern.compile("Matcher (\\w+) = (?:[^;=]*? )?" + name + "\\.matcher\\(")
                                .matcher(source)
                                .results()
                                .flatMap(variable -> Pattern.compile("\\b" + variable.group(1)
                                                + "(?:\\.\\w+\\([^()]*\\))*?\\.(find|matches|lookingAt)\\(")
                                        .matcher(source)
                                        .results()
                                        .map(call -> call.group(1))))
                .collect(Collectors.toSet());
        if (source.contains(name + ".asMatchPredicate")) {
            methods.add("matches");
        }
        if (methods.isEmpty()) {
            String calls = source.contains(name + ".stream()") || source.contains(name + "::matcher")
                    ? "Matcher::(\\w+)"
                    : "\\.(find|results|matches|lookingAt)\\(\\)";
            Pattern.compile(calls).matcher(source).results().forEach(call -> methods.add(call.group(1)));
        }
        Set<Use> uses = methods.stream()
                .map(method -> switch (method) {
                    case "matches" -> Use.MATCHES;
                    case "lookingAt" -> Use.LOOKING_AT;
                    default -> Use.FIND;
                })
                .collect(Collectors.toSet());
        return uses.isEmpty() ? Set.of(Use.FIND) : uses;
    }
}
