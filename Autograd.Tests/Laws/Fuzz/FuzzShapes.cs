using Autograd.Core;

namespace Autograd.Tests.Laws.Fuzz;

/// <summary>
/// Shapes at random, of rank 0 to 5 and with sizes of 0, 1 and odd ones among them. Most take after a sample, so that an op is not only
/// tried on what it refuses: its sizes are replaced, equal ones by equal ones, or one shape is drawn that all inputs have or broadcast to.
/// </summary>
internal static class FuzzShapes
{
    private const int Most = 5_000;
    private const int MostIfLarge = 250_000;
    private static readonly int[] s_sizes = [0, 1, 1, 2, 3, 3, 4, 5, 7, 8, 9, 16, 17, 33, 65];

    public static Shape[] Like(Random random, Shape[] sample) => random.Next(20) switch
    {
        < 3 => sample,
        < 12 => Renamed(random, sample),
        < 17 => Common(random, sample.Length),
        _ => [.. sample.Select(_ => Any(random))],
    };

    public static Shape Any(Random random)
    {
        int[] sizes = new int[random.Next(6)];
        int count = 1;
        for (int axis = 0; axis < sizes.Length; axis++)
        {
            int size = random.Pick(s_sizes);
            sizes[axis] = (long)count * size <= Most ? size : 1;
            count *= sizes[axis];
        }

        return Shape.Of(sizes);
    }

    // Sizes that were equal stay so: what an op asks of its shapes still holds, mostly.
    private static Shape[] Renamed(Random random, Shape[] sample)
    {
        Dictionary<int, int> names = [];
        foreach (int size in sample.SelectMany(shape => shape.Sizes.ToArray()).Distinct())
        {
            bool stays = (size == 1 && random.Chance(0.9)) || (size == 0 && random.Chance(0.5));
            names[size] = stays ? size : random.Pick(s_sizes);
        }

        // Only what is in front and nowhere last: there are losses that compare all pairs of classes.
        int[] first = [.. sample.Where(shape => shape.Rank > 1).Select(shape => shape[0])
            .Except(sample.Where(shape => shape.Rank > 0).Select(shape => shape[^1]))];
        if (first.Length > 0 && random.Chance(0.06))
        {
            names[random.Pick(first)] = Large(random);
        }

        int[][] renamed = [.. sample.Select(shape => Array.ConvertAll(shape.Sizes.ToArray(), size => names[size]))];
        return renamed.All(sizes => Product(sizes) <= MostIfLarge) ? [.. renamed.Select(sizes => Shape.Of(sizes))] : sample;
    }

    private static Shape[] Common(Random random, int count)
    {
        Shape common = random.Chance(0.04) ? [Large(random), 3] : Any(random);
        bool broadcasts = random.Chance(0.4);
        var shapes = new Shape[count];
        for (int i = 0; i < count; i++)
        {
            int[] sizes = common.Sizes.ToArray();
            for (int axis = 0; broadcasts && axis < sizes.Length; axis++)
            {
                sizes[axis] = random.Chance(0.25) ? 1 : sizes[axis];
            }

            shapes[i] = Shape.Of(broadcasts && random.Chance(0.25) ? sizes[random.Next(sizes.Length + 1)..] : sizes);
        }

        return shapes;
    }

    // Enough for several threads.
    private static int Large(Random random) => 30_000 + random.Next(30_000);

    private static long Product(int[] sizes) => sizes.Aggregate(1L, (product, size) => product * size);
}
