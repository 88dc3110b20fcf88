using Autograd.Core;

namespace Autograd.Tests.Core.Ops;

/// <summary>The room that a softmax takes which is never held whole, for numbers of rows that no test could afford.</summary>
[TestFixture]
public sealed class StreamedSoftmaxTests
{
    [Test]
    public void The_room_stays_within_bounds_for_any_number_of_rows_and_classes(
        [Values(1, 100, 1 << 18, 1 << 22, 8_388_609, 1 << 29, int.MaxValue)] int rows,
        [Values(1, 512, 4096, int.MaxValue)] int classes)
    {
        int stretch = StreamedSoftmax.Stretch(rows, classes), parts = StreamedSoftmax.Parts(rows);
        stretch.ShouldBeInRange(1, classes);
        parts.ShouldBeInRange(1, 16);
        ((long)rows * stretch).ShouldBeLessThanOrEqualTo(Math.Max(1 << 27, rows));
        ((long)rows * parts).ShouldBeLessThanOrEqualTo(Math.Max(1 << 27, rows));
    }

    [Test]
    public void Few_rows_take_the_classes_by_long_stretches_and_in_sixteen_parts()
    {
        StreamedSoftmax.Stretch(1, 100_000).ShouldBe(4096);
        StreamedSoftmax.Stretch(1 << 18, 100_000).ShouldBe(512);
        StreamedSoftmax.Parts(1 << 23).ShouldBe(16);
    }
}
