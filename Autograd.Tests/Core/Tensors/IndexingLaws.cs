#pragma warning disable NUnit1027 // FsCheck, not NUnit, supplies the arguments of a property.
using Autograd.Core;
using PropertyAttribute = FsCheck.NUnit.PropertyAttribute;

namespace Autograd.Tests.Core.Tensors;

/// <summary>Reading and writing by index against a walk over all elements that asks of each whether it is meant.</summary>
public sealed class IndexingLaws
{
    [Property(MaxTest = 300)]
    public void A_part_holds_the_elements_that_the_indices_mean(ulong seed)
    {
        Case it = new(seed);
        Tensor x = Tensor.Arange(0, it.Shape.Count).Reshape(it.Shape);
        Tensor part = x[it.Indices];
        part.Shape.ShouldBe(it.PartShape);
        part.ToArray<float>().ShouldBe(it.Meant.Select(element => (float)element));
    }

    [Property(MaxTest = 300)]
    public void Assigning_changes_the_elements_that_the_indices_mean_and_no_others(ulong seed)
    {
        Case it = new(seed);
        Tensor x = Tensor.Zeros(it.Shape);
        float[] expected = new float[x.Count];
        float number = 1;
        foreach (int element in it.Meant)
        {
            expected[element] = number++;
        }

        x[it.Indices] = Tensor.Arange(1, it.Meant.Count + 1).Reshape(it.PartShape);
        x.ToArray<float>().ShouldBe(expected);
    }

    [Property(MaxTest = 300)]
    public void The_gradient_of_a_part_arrives_where_the_part_was(ulong seed)
    {
        Case it = new(seed);
        Tensor x = Tensor.Zeros(it.Shape);
        using var tape = new Tape();
        tape.Watch(x);
        Tensor part = x[it.Indices];
        if (part == x)
        {
            return;
        }

        Tensor upstream = Tensor.Arange(1, it.Meant.Count + 1).Reshape(it.PartShape);
        tape.Backward(part, upstream);
        Tensor written = Tensor.Zeros(it.Shape);
        written[it.Indices] = upstream;
        x.Grad!.ElementsEqual(written).ShouldBeTrue();
    }

    private sealed class Case
    {
        public Case(ulong seed)
        {
            var generator = new Generator(seed);
            int[] sizes = new int[generator.NextInt32(4)];
            for (int axis = 0; axis < sizes.Length; axis++)
            {
                sizes[axis] = 1 + generator.NextInt32(4);
            }

            Shape = Shape.Of(sizes);
            Indices = new TensorIndex[generator.NextInt32(sizes.Length + 1)];
            var taken = new List<int>[sizes.Length];
            var part = new List<int>();
            for (int axis = 0; axis < sizes.Length; axis++)
            {
                int size = sizes[axis], start = generator.NextInt32(size), end = start + generator.NextInt32(size - start + 1);
                bool fromEnd = generator.NextInt32(2) == 0, isPlace = generator.NextInt32(2) == 0;
                if (axis >= Indices.Length)
                {
                    (start, end, isPlace) = (0, size, false);
                }
                else if (isPlace)
                {
                    end = start + 1;
                    Indices[axis] = fromEnd ? ^(size - start) : start;
                }
                else
                {
                    Indices[axis] = fromEnd ? ^(size - start)..^(size - end) : start..end;
                }

                taken[axis] = [.. Enumerable.Range(start, end - start)];
                part.AddRange(isPlace ? [] : [end - start]);
            }

            PartShape = Shape.Of([.. part]);
            Meant = [.. Enumerable.Range(0, Shape.Count).Where(element => Enumerable.Range(0, sizes.Length)
                .All(axis =>
                    taken[axis].Contains(element / Shape.Sizes[(axis + 1)..].ToArray().Aggregate(1, (a, b) => a * b) % sizes[axis])))];
        }

        public Shape Shape { get; }

        public TensorIndex[] Indices { get; }

        public Shape PartShape { get; }

        public List<int> Meant { get; }
    }
}
