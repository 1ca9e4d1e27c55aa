using Upshot.Observe.Stores.ClickHouse.Native;

namespace Upshot.Observe.Tests.Stores.ClickHouse.Native;

public sealed class NativeJoinTests
{
    /// <summary>Rows with texts, numbers, ids and maps, of which some are not set and some columns are in no row of a block.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Blocks_put_together_are_the_block_of_all_their_rows(int seed)
    {
        var random = new Random(seed);
        var blocks = Enumerable.Range(0, 20).Select(_ => Enumerable.Range(0, random.Next(1, 40)).Select(_ => Row.Drawn(random)).ToList()).ToList();
        var join = new NativeJoin();
        foreach (var block in blocks)
        {
            // Each lacks a column now and then.
            var left = random.Next(8);
            block.ForEach(r => r.Leave(left));
            Assert.True(join.Add(Written(block)));
        }

        Assert.Equal(blocks.Sum(b => b.Count), join.Rows);
        Assert.Equal(Columns(Written([.. blocks.SelectMany(b => b)])), Columns(join.Take()));
        Assert.Equal((0, 0L), (join.Rows, join.Bytes));
    }

    [Fact]
    public void A_column_of_another_type_is_refused_and_leaves_nothing()
    {
        NativeColumn number = new("a", "Int64", 8, false), text = new("a", "String", 0, false);
        number.Integer(0, 1);
        text.Text(0, "1");
        var join = new NativeJoin();
        Assert.True(join.Add(NativeBlock.Of([number], 1)));
        Assert.False(join.Add(NativeBlock.Of([text], 1)));
        Assert.Equal(NativeBlock.Of([number], 1), join.Take());
    }

    [Fact]
    public void A_block_that_is_cut_off_anywhere_is_an_error()
    {
        var block = Written([Row.Drawn(new(4)), Row.Drawn(new(5))]);
        for (var length = 0; length < block.Length; length++)
        {
            Assert.Throws<InvalidDataException>(() => new NativeJoin().Add(block.AsSpan(0, length)));
        }
    }

    // In the order of names: a block that lacks a column in its first rows has it behind the others.
    private static IEnumerable<string> Columns(byte[] block) => BlockReader.Read(block).Columns.OrderBy(c => c.Name, StringComparer.Ordinal)
        .Select(c => $"{c.Name} {c.Type} {Convert.ToHexString(block[c.Nulls])} {Convert.ToHexString(block[c.Ends])} {Convert.ToHexString(block[c.Keys])} {Convert.ToHexString(block[c.Values])}");

    private static byte[] Written(List<Row> rows)
    {
        NativeColumn id = new("id", "FixedString(16)", 16, false), number = new("number", "Int64", 8, false), flag = new("flag", "Bool", 1, false), text = new("text", "String", 0, false),
            some = new("some", "Nullable(Float64)", 8, true), word = new("word", "Nullable(String)", 0, true), yes = new("yes", "Nullable(Bool)", 1, true);
        var map = new NativeMap("map");
        for (var i = 0; i < rows.Count; i++)
        {
            var row = rows[i];
            id.Bytes(i, row.Id);
            Set(row.Number, v => number.Integer(i, v));
            Set(row.Flag, v => flag.Integer(i, v));
            Set(row.Some, v => some.Integer(i, v));
            Set(row.Yes, v => yes.Integer(i, v));
            if (row.Text is not null)
            {
                text.Text(i, row.Text);
            }

            if (row.Word is not null)
            {
                word.Text(i, row.Word);
            }

            row.Map.ForEach(m => map.Add(m.Key, m.Value));
            map.NextRow();
        }

        return NativeBlock.Of([id, number, flag, text, some, word, yes], rows.Count, map);
    }

    private static void Set(long? value, Action<long> set)
    {
        if (value is { } known)
        {
            set(known);
        }
    }

    private sealed class Row
    {
        public byte[] Id { get; private init; } = [];

        public long? Number { get; private set; }

        public long? Flag { get; private set; }

        public long? Some { get; private set; }

        public long? Yes { get; private set; }

        public string? Text { get; private set; }

        public string? Word { get; private set; }

        public List<(short Key, ulong Value)> Map { get; private init; } = [];

        public static Row Drawn(Random random)
        {
            var id = new byte[16];
            random.NextBytes(id);
            return new()
            {
                Id = id,
                Number = Maybe(random, random.NextInt64()),
                Flag = Maybe(random, random.Next(2)),
                Some = Maybe(random, random.NextInt64()),
                Yes = Maybe(random, random.Next(2)),
                Text = random.Next(3) == 0 ? null : new string('ü', random.Next(200)),
                Word = random.Next(3) == 0 ? null : new string('w', random.Next(3)),
                Map = [.. Enumerable.Range(0, random.Next(4)).Select(_ => ((short)random.Next(-2, 3000), (ulong)random.NextInt64()))],
            };
        }

        public void Leave(int column) => (Number, Flag, Some, Yes, Text, Word) =
            (column == 0 ? null : Number, column == 1 ? null : Flag, column == 2 ? null : Some, column == 3 ? null : Yes, column == 4 ? null : Text, column == 5 ? null : Word);

        private static long? Maybe(Random random, long value) => random.Next(3) == 0 ? null : value;
    }
}
