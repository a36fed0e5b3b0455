/*
 * QTest testcase for texts that are handed to a guest
 *
 * Without a kernel, QEMU copies the device tree to the start of RAM.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "bcm2711-machine-common.h"
#include "qemu/bswap.h"
#include "qobject/qdict.h"

#define ROOM_SIZE (16 * 1024)
#define SEARCHED (64 * 1024)

/* A device tree whose root has #address-cells and #size-cells of 1 */
static char *write_tree(void)
{
    static const char strings[] = "#address-cells\0#size-cells";
    const uint32_t structure[] = {
        1, 0,                   /* FDT_BEGIN_NODE "" */
        3, 4, 0, 1,             /* FDT_PROP, length, name, value */
        3, 4, 15, 1,
        2, 9,                   /* FDT_END_NODE, FDT_END */
    };
    const uint32_t header[] = {
        0xd00dfeed, 56 + sizeof(structure) + sizeof(strings), 56,
        56 + sizeof(structure), 40, 17, 16, 0, sizeof(strings),
        sizeof(structure), 0, 0, 0, 0,
    };
    g_autoptr(GByteArray) tree = g_byte_array_new();
    char *path;
    int fd = g_file_open_tmp("tree-XXXXXX.dtb", &path, NULL);

    g_assert_cmpint(fd, >=, 0);
    for (int i = 0; i < ARRAY_SIZE(header) + ARRAY_SIZE(structure); i++) {
        uint32_t word = cpu_to_be32(i < ARRAY_SIZE(header) ? header[i] :
                                    structure[i - ARRAY_SIZE(header)]);

        g_byte_array_append(tree, (uint8_t *)&word, sizeof(word));
    }
    g_byte_array_append(tree, (uint8_t *)strings, sizeof(strings));
    g_assert_cmpint(write(fd, tree->data, tree->len), ==, tree->len);
    close(fd);
    return path;
}

static QTestState *boot(const char *tree)
{
    return qtest_initf("-machine raspi4b -dtb %s "
                       "-device virtual-hand-in,id=hand-in", tree);
}

static QDict *hand_in(QTestState *qts, const char *text)
{
    return qtest_qmp(qts, "{ 'execute': 'qom-set', 'arguments': {"
                     " 'path': '/machine/peripheral/hand-in',"
                     " 'property': 'text', 'value': %s } }", text);
}

static void hand_in_success(QTestState *qts, const char *text)
{
    QDict *reply = hand_in(qts, text);

    g_assert_true(qdict_haskey(reply, "return"));
    qobject_unref(reply);
}

static void hand_in_error(QTestState *qts, const char *text, const char *why)
{
    QDict *reply = hand_in(qts, text);
    const char *error = qdict_get_str(qdict_get_qdict(reply, "error"), "desc");

    g_assert_nonnull(strstr(error, why));
    qobject_unref(reply);
}

/* How often the text is in the first pages of RAM */
static int occurrences(QTestState *qts, const char *text)
{
    g_autofree char *ram = g_malloc0(SEARCHED + 1);
    int count = 0;

    qtest_memread(qts, 0, ram, SEARCHED);
    for (size_t i = 0; i < SEARCHED; i++) {
        count += !strncmp(ram + i, text, strlen(text));
    }
    return count;
}

static void test_a_newer_text_replaces_an_older_one(void)
{
    g_autofree char *tree = write_tree();
    g_autofree char *longest = g_strnfill(ROOM_SIZE, 'x');
    QTestState *qts = boot(tree);

    g_assert_cmpint(occurrences(qts, "vc4lab,text"), ==, 1);
    hand_in_success(qts, longest);
    g_assert_cmpint(occurrences(qts, longest), ==, 1);
    hand_in_success(qts, "begin\nend");
    g_assert_cmpint(occurrences(qts, "begin\nend\n\n"), ==, 1);
    g_assert_cmpint(occurrences(qts, "x\n"), ==, 0);
    g_assert_cmpint(occurrences(qts, "vc4lab,text"), ==, 1);
    qtest_quit(qts);
    unlink(tree);
}

static void test_a_long_text_is_refused(void)
{
    g_autofree char *tree = write_tree();
    g_autofree char *too_long = g_strnfill(ROOM_SIZE + 1, 'x');
    QTestState *qts = boot(tree);

    hand_in_success(qts, "first");
    hand_in_error(qts, too_long, "text: 16385 bytes, limit 16384");
    g_assert_cmpint(occurrences(qts, "first\n"), ==, 1);
    qtest_quit(qts);
    unlink(tree);
}

static void test_without_a_device_tree_there_is_no_room(void)
{
    QTestState *qts = qtest_init("-machine raspi4b "
                                 "-device virtual-hand-in,id=hand-in");

    hand_in_error(qts, "text", "no device tree");
    qtest_quit(qts);
}

/* The loading process may have laid out its own device tree elsewhere. */
static void test_the_room_moves_with_the_machine(void)
{
    g_autofree char *tree = write_tree();
    QTestState *qts = boot(tree);

    qts = machine_move_to(qts, "-machine raspi4b "
                          "-device virtual-hand-in,id=hand-in "
                          "-incoming defer", 0);
    hand_in_success(qts, "moved");
    g_assert_cmpint(occurrences(qts, "moved\n"), ==, 1);
    qtest_quit(qts);
    unlink(tree);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    qtest_add_func("/virtual-hand-in/replaced",
                   test_a_newer_text_replaces_an_older_one);
    qtest_add_func("/virtual-hand-in/limit", test_a_long_text_is_refused);
    qtest_add_func("/virtual-hand-in/no-room",
                   test_without_a_device_tree_there_is_no_room);
    qtest_add_func("/virtual-hand-in/moved",
                   test_the_room_moves_with_the_machine);
    return g_test_run();
}
