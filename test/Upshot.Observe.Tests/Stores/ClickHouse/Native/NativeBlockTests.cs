using System.Text;
using Upshot.Observe.Stores.ClickHouse.Native;

namespace Upshot.Observe.Tests.Stores.ClickHouse.Native;

public sealed class NativeBlockTests
{
    [Fact]
    public void A_block_is_its_columns_one_after_the_other()
    {
        NativeColumn text = new("t", "String", 0, false), number = new("n", "Nullable(Int64)", 8, true), nothing = new("x", "String", 0, false);
        text.Text(1, "ab"u8);
        number.Integer(0, 258);
        number.Integer(2, -1);
        Assert.Equal(
            [
                2, 3,
                1, (byte)'t', 6, .. "String"u8, 0, 2, (byte)'a', (byte)'b', 0,
                1, (byte)'n', 15, .. "Nullable(Int64)"u8, 0, 1, 0, 2, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
            ],
            NativeBlock.Of([text, number, nothing], 3));
    }

    [Fact]
    public void A_row_that_is_taken_back_leaves_nothing()
    {
        var text = new NativeColumn("t", "Nullable(String)", 0, true);
        text.Text(0, "kept"u8);
        text.Text(1, "taken back"u8);
        text.Forget(1);
        var kept = new NativeColumn("t", "Nullable(String)", 0, true);
        kept.Text(0, "kept"u8);
        Assert.Equal(NativeBlock.Of([kept], 2), NativeBlock.Of([text], 2));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(127)]
    [InlineData(128)]
    [InlineData(16_384)]
    [InlineData(300_000)]
    public void Texts_of_any_length_stand_behind_it(int length)
    {
        var column = new NativeColumn("t", "String", 0, false);
        column.Text(0, new string('x', length));
        var block = NativeBlock.Of([column], 1);
        var reader = new BinaryReader(new MemoryStream(block, 2, block.Length - 2), Encoding.ASCII);
        Assert.Equal(("t", "String", new string('x', length)), (reader.ReadString(), reader.ReadString(), reader.ReadString()));
        Assert.Equal(block.Length - 2, reader.BaseStream.Position);
    }

    [Fact]
    public void A_map_says_where_each_row_ends()
    {
        var map = new NativeMap("m");
        map.Add(-2, 1);
        map.Add(7, 300);
        map.NextRow();
        map.NextRow();
        Assert.Equal(
            [1, 2, 1, (byte)'m', 18, .. "Map(Int16, UInt64)"u8, 2, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0xfe, 0xff, 7, 0, 1, 0, 0, 0, 0, 0, 0, 0, 44, 1, 0, 0, 0, 0, 0, 0],
            NativeBlock.Of([], 2, map));
    }
}
