using System.Reflection;
using System.Text.RegularExpressions;
using Autograd.Core;
using Autograd.Nn;
using Autograd.Tests.Laws;
using Module = Autograd.Nn.Module;

namespace Autograd.Tests.Nn.Modules;

/// <summary>What holds for every module. Each law throws where it is broken, and Broken/BrokenModuleTests shows that it does.</summary>
internal static partial class ModuleLaws
{
    // ShouldAllBe compiles an expression at each call, as long as many a law takes: here what is wrong is filtered out.
    public static IReadOnlyDictionary<string, Action<ModuleCase>> All { get; } = new Dictionary<string, Action<ModuleCase>>
    {
        [nameof(Every_part_is_registered)] = Every_part_is_registered,
        [nameof(Names_are_unique_and_those_in_files_plain)] = Names_are_unique_and_those_in_files_plain,
        [nameof(A_state_is_all_there_is)] = A_state_is_all_there_is,
        [nameof(Conversion_to_double_precision_and_back_changes_no_bit)] = Conversion_to_double_precision_and_back_changes_no_bit,
        [nameof(A_frozen_module_gets_no_gradient_and_a_free_one_does)] = A_frozen_module_gets_no_gradient_and_a_free_one_does,
        [nameof(A_seed_fixes_everything)] = A_seed_fixes_everything,
        [nameof(It_does_not_matter_who_looks_first)] = It_does_not_matter_who_looks_first,
        [nameof(In_use_nothing_is_drawn_and_nothing_changes)] = In_use_nothing_is_drawn_and_nothing_changes,
        [nameof(Errors_name_the_module)] = Errors_name_the_module,
        [nameof(The_output_has_the_shape_that_is_said)] = The_output_has_the_shape_that_is_said,
        [nameof(Parameters_and_buffers_bear_the_names_of_PyTorch)] = Parameters_and_buffers_bear_the_names_of_PyTorch,
        [nameof(Derivatives_are_what_differences_give)] = Derivatives_are_what_differences_give,
        [nameof(In_use_it_does_what_it_does_in_training_or_says_that_it_does_not)] =
            In_use_it_does_what_it_does_in_training_or_says_that_it_does_not,
        [nameof(The_number_of_threads_changes_no_bit)] = The_number_of_threads_changes_no_bit,
        [nameof(An_empty_batch_gives_an_empty_result)] = An_empty_batch_gives_an_empty_result,
        [nameof(A_sample_has_the_same_result_whatever_else_is_in_the_batch_in_use)] =
            A_sample_has_the_same_result_whatever_else_is_in_the_batch_in_use,
        [nameof(A_steady_step_allocates_handles_and_no_buffer)] = A_steady_step_allocates_handles_and_no_buffer,
        [nameof(What_is_hidden_changes_nothing)] = What_is_hidden_changes_nothing,
        [nameof(A_summary_says_what_running_shows_and_changes_nothing)] = A_summary_says_what_running_shows_and_changes_nothing,
        [nameof(Computed_again_on_the_way_back_it_gives_the_same_bits)] = Computed_again_on_the_way_back_it_gives_the_same_bits,
        [nameof(Stopped_at_any_step_and_resumed_from_a_file_it_trains_to_the_same_bits)] =
            Stopped_at_any_step_and_resumed_from_a_file_it_trains_to_the_same_bits,
        [nameof(What_does_not_fit_is_refused_with_its_path)] = What_does_not_fit_is_refused_with_its_path,
    };

    private static void Every_part_is_registered(ModuleCase of)
    {
        Module module = of.Make();
        HashSet<ModulePart> known = [.. module.NamedParts().Select(named => named.Part)];
        foreach (Module owner in known.OfType<Module>().Prepend(module))
        {
            foreach (PropertyInfo property in owner.GetType().GetProperties().Where(property => property.GetIndexParameters().Length == 0))
            {
                if (typeof(ModulePart).IsAssignableFrom(property.PropertyType) && property.GetValue(owner) is ModulePart part)
                {
                    known.ShouldContain(part, $"{owner.GetType().Name} has a part '{property.Name}' that is not registered");
                }
            }
        }
    }

    private static void Names_are_unique_and_those_in_files_plain(ModuleCase of)
    {
        NamedPart[] parts = [.. of.Make().NamedParts()];
        parts.Select(named => named.Name).ShouldBeUnique();
        parts.Select(named => named.FileName).ShouldBeUnique();
        parts.Where(named => !Plain().IsMatch(named.FileName)).ShouldBeEmpty();
        parts.Where(named => !named.Part.Path.EndsWith(named.Name, StringComparison.Ordinal)).ShouldBeEmpty();
    }

    private static void A_state_is_all_there_is(ModuleCase of)
    {
        Module first = of.Make().Initialize(1), second = of.Make().Initialize(2);
        foreach (Parameter parameter in first.Parameters())
        {
            parameter.Assign(OpSamples.Spread(parameter.Shape, parameter.DType, 0.1, 1));
        }

        of.Run(second, DType.Float32);
        second.LoadState(first.StateDict(withRandomStreams: true));
        Bits(second).ShouldBe(Bits(first), $"the state of a {first.GetType().Name} loaded into another");
        Numbers.Bits(of.Run(second, DType.Float32))
            .ShouldBe(Numbers.Bits(of.Run(first, DType.Float32)), $"{first.GetType().Name} with another's state");
    }

    private static void Conversion_to_double_precision_and_back_changes_no_bit(ModuleCase of)
    {
        Module module = of.Make().Initialize(1);
        byte[] before = Bits(module);
        module.Eval();
        of.Run(module, DType.Float32);
        module.To(DType.Float64);
        module.StateDict().Where(named => named.Value.DType == DType.Float32).ShouldBeEmpty();
        of.Run(module, DType.Float64).DType.ShouldBe(DType.Float64);
        Bits(of.Make().To(DType.Float64).Initialize(1).To(DType.Float32)).ShouldBe(before);
        module.Initialize(1).To(DType.Float32);
        Bits(module).ShouldBe(before);
    }

    private static void A_frozen_module_gets_no_gradient_and_a_free_one_does(ModuleCase of)
    {
        Module module = of.Make().Initialize(1);
        foreach (bool isFrozen in new[] { true, false })
        {
            module.Freeze(isFrozen);
            using var tape = new Tape();
            Tensor factor = tape.Watch(Tensor.Scalar(1, DType.Float32));
            tape.Backward((of.Run(module, DType.Float32) * factor).Sum());
            module.Parameters().Where(parameter => (parameter.Grad == null) != isFrozen).ShouldBeEmpty();
        }
    }

    private static void A_seed_fixes_everything(ModuleCase of)
    {
        Module one = of.Make().Initialize(1), again = of.Make().Initialize(9);
        Change(again);
        of.Run(again, DType.Float32);
        again.Initialize(1);
        Bits(again).ShouldBe(Bits(one), $"{one.GetType().Name}, initialized again");
        Numbers.Bits(of.Run(again, DType.Float32)).ShouldBe(Numbers.Bits(of.Run(one, DType.Float32)));
    }

    private static void It_does_not_matter_who_looks_first(ModuleCase of)
    {
        byte[][] outcomes = [.. new Action<Module>[]
        {
            _ => { },
            module => Bits(module),
            module => { module.Eval(); of.Run(module, DType.Float32); },
            module => module.To(DType.Float64).To(DType.Float32),
        }.Select(look =>
        {
            Module module = of.Make();
            look(module);
            var model = new ModuleList<Module>(new Linear(2, 2), module is Layer layer ? new Sequential(layer, new Relu()) : module);
            look(module);
            model.Initialize(5);
            look(module);
            return Bits(model);
        })];
        outcomes.All(outcome => outcome.AsSpan().SequenceEqual(outcomes[0])).ShouldBeTrue(
            $"{of.Make().GetType().Name}: what is drawn depends on who looks first");
    }

    private static void In_use_nothing_is_drawn_and_nothing_changes(ModuleCase of)
    {
        Module module = of.Make().Initialize(1);
        module.Eval();
        byte[] before = Bits(module), first = Numbers.Bits(of.Run(module, DType.Float32));
        Numbers.Bits(of.Run(module, DType.Float32)).ShouldBe(first);
        Bits(module).ShouldBe(before, $"{module.GetType().Name} in use changes");
    }

    private static void Errors_name_the_module(ModuleCase of)
    {
        Module module = of.Make();
        Exception? error = module switch
        {
            Layer layer => Should.Throw<ArgumentException>(() => layer.Forward(Tensor.From([long.MaxValue]))),
            Loss loss => Should.Throw<ArgumentException>(() => loss.Forward(Tensor.From([1L]), Tensor.From([true]))),
            TernaryLoss loss => Should.Throw<ArgumentException>(() =>
                loss.Forward(Tensor.From([1L]), Tensor.From([1L]), Tensor.From([true]))),
            _ => null,
        };
        error?.Message.ShouldContain(" (in ");
    }

    private static void Change(Module module)
    {
        foreach (Parameter parameter in module.Parameters())
        {
            parameter.Assign(Tensor.Zeros(parameter.Shape, parameter.DType));
        }
    }

    private static byte[] Bits(Module module) => [.. module.StateDict(withRandomStreams: true).Values.SelectMany(Numbers.Bits)];

    [GeneratedRegex("^[a-z0-9_.]+$")]
    private static partial Regex Plain();
}
