using Autograd.Core;

namespace Autograd.Tests.Core.Tensors;

public sealed class UpdateTests
{
    [TestCase(DType.Float32)]
    [TestCase(DType.Float64)]
    public void Everything_that_is_kept_changes_in_one_pass(DType dtype)
    {
        foreach (int count in new[] { 0, 1, 3, 16, 37, 200_001 })
        {
            Tensor x = Numbers(count, dtype), gradient = Numbers(count, dtype);
            Tensor first = Numbers(count, dtype), second = Numbers(count, dtype), third = Numbers(count, dtype);
            Update(new Shift(), x, gradient, first, second, third);
            Expect(x, i => i - i);
            Expect(gradient, i => i);
            Expect(first, i => i + 1);
            Expect(second, i => i + 2);
            Expect(third, i => i + 3);
        }
    }

    [Test]
    public void The_number_of_threads_changes_no_bit()
    {
        Tensor one = OpSamples.Spread([300_007], DType.Float32), two = one.Detach();
        Tensor gradient = OpSamples.Spread([300_007], DType.Float32, phase: 1);
        using (new ThreadLimit(1))
        {
            Update(new Descent(), one, gradient);
        }

        Update(new Descent(), two, gradient);
        two.ToArray<float>().ShouldBe(one.ToArray<float>());
    }

    [Test]
    public void What_a_tape_recorded_is_not_changed()
    {
        Tensor x = Tensor.Ones([2]);
        using var tape = new Tape();
        tape.Watch(x);
        Tensor y = x * x;
        Should.Throw<InvalidOperationException>(() => Update(new Descent(), y, x));
        Update(new Descent(), x, Tensor.Ones([2]));
        Should.Throw<InvalidOperationException>(() => tape.Backward(y.Sum())).Message.ShouldContain("changed in place");
    }

    private static void Update<F>(F formula, Tensor tensor, Tensor gradient, params Tensor[] state) where F : struct, IUpdateFormula =>
        Tensor.Update(formula, [tensor], [gradient], state.ElementAtOrDefault(0), state.ElementAtOrDefault(1), state.ElementAtOrDefault(2));

    private static Tensor Numbers(int count, DType dtype) =>
        Tensor.From(Enumerable.Range(0, count).Select(i => (double)i).ToArray()).To(dtype).Detach();

    private static void Expect(Tensor tensor, Func<int, double> number) =>
        tensor.To(DType.Float64).ToArray<double>().ShouldBe(Enumerable.Range(0, tensor.Count).Select(number));

    private readonly record struct Shift : IUpdateFormula
    {
        public static IReadOnlyList<string> StateNames { get; } = ["one", "two", "three"];

        public void Apply<R>(R gradient, ref R value, ref R first, ref R second, ref R third) where R : struct, IReal<R>
        {
            value -= gradient;
            first += 1;
            second += 2;
            third += 3;
        }
    }

    private readonly record struct Descent : IUpdateFormula
    {
        public static IReadOnlyList<string> StateNames { get; } = [];

        public void Apply<R>(R gradient, ref R value, ref R first, ref R second, ref R third) where R : struct, IReal<R> =>
            value -= 0.1 * gradient;
    }
}
